"""Sheets of indicators: their list, what each says, and a new definition."""
