"""The money of agreements by State year and by region, and what ends with nothing signed after it."""
