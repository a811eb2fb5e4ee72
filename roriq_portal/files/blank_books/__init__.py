"""Workbooks made elsewhere, of which filled copies are made: read safely, what a copy loses, cells, the same bytes."""
