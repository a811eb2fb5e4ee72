"""Requirements and the deliverables they make: what is owed and when."""
