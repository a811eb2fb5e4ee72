"""The network makes a funder's form: its sections and lines, what each is filled from, and its versions."""
