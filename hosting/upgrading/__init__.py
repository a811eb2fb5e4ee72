"""A new version: a backup first, then tables changed between readers, and the way back said (docs/backups.md)."""
