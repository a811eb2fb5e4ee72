"""Importing: an organism's register against what its database already holds."""
