"""A version of a report in the funder's own file: what each cell says, the copy filled, what did not fit."""
