"""Pages of versions and drafts."""
