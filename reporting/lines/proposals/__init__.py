"""What the portal knows elsewhere of what a line asks: figures, and texts of the annual report. Never an answer."""
