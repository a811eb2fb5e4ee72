"""Is a paper genuine, current, sealed? Asked by its code, or by the file itself."""
