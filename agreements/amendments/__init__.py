"""Amendments: what they may change, what they change, and the history of each value; targets."""
