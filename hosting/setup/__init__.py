"""The few answers that a server needs, and what is made of them: its settings, its two roles, its first person."""
