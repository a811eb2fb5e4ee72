"""Filling a report: what is typed, saved, kept as one types, asked in comments."""
