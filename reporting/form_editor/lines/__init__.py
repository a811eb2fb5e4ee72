"""One line of a draft: its form, what it asks and is filled from, its place."""
