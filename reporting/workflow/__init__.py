"""States of a report, the table of transitions, and who signed what."""
