"""The sections of an organism's portrait, a module each."""
