"""A form as values: read from its rows or from a file, its faults, its publication."""
