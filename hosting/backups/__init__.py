"""Backups: made, kept, taken elsewhere, restored into an empty place, and proven by a drill (docs/backups.md)."""
