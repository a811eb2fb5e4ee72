"""Counting: what a record counts, how counts add up, what is declared, what is hidden."""
