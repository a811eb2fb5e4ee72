"""Pages of reports and campaigns."""
