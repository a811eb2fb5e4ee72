"""The funder's own file of a form: uploaded or described once, its cells tied to lines, tried, put in use."""
