"""What a person began to write and has not sent, kept for them as they walk away from the page (decision 49)."""
