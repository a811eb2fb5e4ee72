"""What was seen to fail under attack: bounded, on this machine only, and every kind of address at once."""
