"""Joint targets and households: two organisms, one household, counted once."""
