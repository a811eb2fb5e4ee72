"""What a section’s page and the task list show."""
