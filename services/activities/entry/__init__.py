"""Forms of entry: one activity, several sessions, a day again, from a template."""
