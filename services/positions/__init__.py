"""Positions held and lost, without a person’s name."""
