"""Pages of the form editor."""
