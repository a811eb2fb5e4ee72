"""The figures of a consolidated report: which versions count, line by line, what they come to and against what."""
