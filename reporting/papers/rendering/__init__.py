"""A frozen content as PDF and XLSX."""
