"""Private links: their forms, their letter, what a link offers as it stands."""
