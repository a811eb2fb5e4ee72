"""Papers: the frozen content of a version, and what reads it."""
