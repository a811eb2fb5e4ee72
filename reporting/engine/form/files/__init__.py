"""Forms as files: read with every fault said, written from rows, the same file back."""
