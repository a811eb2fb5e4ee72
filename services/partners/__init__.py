"""Partners and concertation bodies: names, duplicates, merging."""
