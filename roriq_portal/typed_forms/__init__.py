"""What was typed in a form whose session had ended: kept, and given back to the same person (decision 3)."""
