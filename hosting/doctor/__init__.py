"""Whether the portal stands well where it is installed: one line a check, and what to do."""
