"""The numbers of a portrait, year by year: from records, from households, from the reports that the network froze."""
