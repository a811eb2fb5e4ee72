"""The page of a section, and the task list."""
