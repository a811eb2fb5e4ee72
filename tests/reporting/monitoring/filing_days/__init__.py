"""The days that each side took with a report."""
