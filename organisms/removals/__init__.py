"""Rows that are removed whole, and put back for a day (decision 49)."""
