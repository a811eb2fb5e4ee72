"""Pages of households and joint targets."""
