"""What machines ask: whether the portal serves, how much waits, and to whom a fault of security is written."""
