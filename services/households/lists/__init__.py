"""Lists of households: which rows, their columns, the figure that led there."""
