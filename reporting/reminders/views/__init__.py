"""Pages of reminders and messages."""
