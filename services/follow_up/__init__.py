"""What a coordinator checks: unfinished records, duplicates, and what to hand over."""
