"""How Québec writes numbers and dates."""
