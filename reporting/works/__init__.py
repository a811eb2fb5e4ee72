"""What the portal does by itself, seen by the network: what waits, what failed, since when, and what to try again."""
