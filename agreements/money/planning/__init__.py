"""Budget lines and instalments, and the payments that arrive."""
