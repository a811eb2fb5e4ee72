"""Loading of reference data: what the files say is what the tables hold, and a second run writes nothing."""
