"""Files that jobs make: drafts, papers of a version, a year for a funder; how far they are, made again when asked."""
