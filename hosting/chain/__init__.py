"""What was written each day, read again: the digests of days, and the files that stand on the disk (decision 53)."""
