"""What changed for a person: read from what the actions recorded, with the rights of the moment (decision 48)."""
