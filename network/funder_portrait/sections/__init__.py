"""The sections of a funder's portrait, a module each."""
