"""Pages of stability, targets and indicators."""
