"""How many days each side takes with a report: read from its steps, summed up by year."""
