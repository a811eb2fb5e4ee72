"""What `migrate` does otherwise than Django: first migrations and the states between two operations, for its time."""
