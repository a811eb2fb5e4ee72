"""Reports and campaigns: lists, checks, the way from draft to approved."""
