"""The hand-over to a new coordination: what stands, what is owed and what is open, on one page that prints."""
