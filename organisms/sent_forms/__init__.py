"""Two clicks on one form: one act, and both are led to what it made (decision 0025)."""
