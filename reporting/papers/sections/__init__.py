"""One section of a paper in plain values, and its small counts hidden."""
