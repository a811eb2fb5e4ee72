"""Benchmarks that print ratios, both sides in one run, medians of interleaved rounds."""
