"""Words: spelling that compares, and sentences cut to size."""
