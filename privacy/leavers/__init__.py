"""The name and address of whoever left, taken away."""
