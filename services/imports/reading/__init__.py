"""How a file is read: its sheets, its columns, what people answered about it and what is remembered."""
