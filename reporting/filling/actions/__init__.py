"""Changes to answers, comments and attachments."""
