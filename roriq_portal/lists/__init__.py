"""Lists declared once: columns, order, pages, files, filters in words."""
