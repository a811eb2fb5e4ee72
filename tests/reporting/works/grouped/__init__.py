"""Acts on many reports at once."""
