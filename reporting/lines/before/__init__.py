"""What the lines of a report said before: in the report of the period before, and in all that the year filed."""
