"""The portrait of a funder's agreements: what the reports that were sent to it froze, and its own waiting times."""
