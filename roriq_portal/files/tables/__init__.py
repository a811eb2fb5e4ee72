"""What a received table is made of: its kind, its encoding, its lines or its sheets."""
