"""The table of rights, written by hand, against every door of the house."""
