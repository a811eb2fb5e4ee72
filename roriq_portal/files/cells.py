"""The cells of exported files: nothing that a person typed may become a formula in a spreadsheet."""

import unicodedata
from datetime import date
from decimal import Decimal

STARTERS = tuple("=+-@＝＋－＠")
MOST_CELL = 32_767


def safe_cell(value: object) -> object:
    """Return the value; a text that a spreadsheet could run goes behind an apostrophe. Numbers pass."""
    if not isinstance(value, str):
        return value
    starts_badly = value.lstrip().startswith(STARTERS) or (value[:1] and ord(value[0]) < 32)
    return f"'{value}" if starts_badly else value


def readable(text: str) -> str:
    """Return the text that a workbook's cell may hold: no control sign, every space, no longer than a cell."""
    readable_signs = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign)[0] != "C")
    return readable_signs[:MOST_CELL]


def csv_cell(value: str | int | Decimal | date | None) -> object:
    """Return a value as a CSV prints it: a number with its comma, a day as 2026-05-19, « ? » for an unwritable sign."""
    if isinstance(value, Decimal):
        return f"{value}".replace(".", ",")
    return safe_cell(value.encode("utf-8", "replace").decode() if isinstance(value, str) else value)
