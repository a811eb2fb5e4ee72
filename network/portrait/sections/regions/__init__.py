"""One measure over the 17 regions, on a map and in tiles."""
