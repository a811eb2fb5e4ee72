"""The outbox: every letter is written down before it leaves, tried for more than a day, and sent anew on demand."""
