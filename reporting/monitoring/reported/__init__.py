"""What reports said of the targets of an agreement, read from their frozen versions, each day once."""
