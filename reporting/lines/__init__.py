"""The lines of one report as they stand: figure, answer, check, what is missing."""
