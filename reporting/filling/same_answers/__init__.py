"""The answers of the report just before, taken together: shown in one table, ticked, written, and undone."""
