"""Counts that leave the network: which cells of linked tables are hidden, so that none is computed back. Pure."""
