"""Pages of reports; each module holds one kind of page."""
