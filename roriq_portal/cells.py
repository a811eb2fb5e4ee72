"""Cells of the files we hand out: nothing typed by a person may become a formula in a spreadsheet."""

STARTERS = tuple("=+-@＝＋－＠")


def safe_cell(value: object) -> object:
    """Return the value; a text that a spreadsheet could run goes behind an apostrophe. Numbers pass."""
    if not isinstance(value, str):
        return value
    starts_badly = value.lstrip().startswith(STARTERS) or (value[:1] and ord(value[0]) < 32)
    return f"'{value}" if starts_badly else value
