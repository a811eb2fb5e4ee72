"""Pages of consolidated reports."""
