"""The cells of exported files: nothing that a person typed may become a formula, and all comes back as it was typed."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from roriq_portal.files.tables.cell_values import ERRORS

STARTERS = tuple("=+-@＝＋－＠")
MOST_CELL = 32_767
# What no XML may hold: controls but tab and ends of line, halves of surrogate pairs, two signs that are none
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: object) -> object:
    """Return the value; a text that a spreadsheet could run, or shows for its errors, goes behind an apostrophe.

    Numbers pass. A text that already stands behind some gets one more: `bare_cell` gives back the very text.
    """
    return f"'{value}" if isinstance(value, str) and _is_guarded(value) else value


def bare_cell(value):
    """Return the cell of a received file without the apostrophe that `safe_cell` put there; anything else as it is."""
    if isinstance(value, str) and value.startswith("'") and _is_guarded(value[1:]):
        return value[1:]
    return value


def _is_guarded(text: str) -> bool:
    bare = text.lstrip("'")
    if bare.strip().upper() in ERRORS:
        return True
    return bare.lstrip().startswith(STARTERS) or (bare[:1] != "" and ord(bare[0]) < 32)


def readable(text: str) -> str:
    """Return the text that a paper's cell may hold: no control sign, every space, no longer than a cell."""
    readable_signs = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign)[0] != "C")
    return readable_signs[:MOST_CELL]


def storable(text: str) -> str:
    """Return the text that a workbook's cell can hold: every sign but those of no XML, no longer than a cell."""
    return _NO_XML.sub("", text)[:MOST_CELL]


def csv_cell(value: str | int | Decimal | date | None) -> object:
    """Return a value as a CSV prints it: a number with its comma, a day as 2026-05-19, « ? » for an unwritable sign."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return safe_cell(value.encode("utf-8", "replace").decode() if isinstance(value, str) else value)
