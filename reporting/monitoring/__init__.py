"""Where agreements stand: stability, targets and what is reached, indicators."""
