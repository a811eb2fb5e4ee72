"""What the portal holds of one person: shown, given as a file, mended."""
