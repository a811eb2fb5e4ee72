"""Results: what records add up to, for an organism, an agreement, a region, the network."""
