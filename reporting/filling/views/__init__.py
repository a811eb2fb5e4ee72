"""Pages where a report is filled."""
