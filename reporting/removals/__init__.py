"""What was begun by mistake, and that nothing hangs on, is deleted (decision 49)."""
