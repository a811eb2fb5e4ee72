"""The engine: what each line of a form asks, computed from the records."""
