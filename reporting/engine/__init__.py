"""The lines of a form, computed from the records."""
