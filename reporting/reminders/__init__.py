"""Reminders and the network’s messages: who, when, once."""
