"""Expenses and the organism’s own share, typed or imported from a file."""
