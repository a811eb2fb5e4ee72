"""What the words of a cell tell in any table: that a row is a total, that a day is written month first."""

import re
from collections.abc import Collection
from datetime import date

from roriq_portal.files.tables.cell_values import Cell

_TOTAL = re.compile(r"(?:grands? |sous[ -]?)?(?:total|totaux)\b.*|(?:somme|cumul)(?: .*)?", re.DOTALL)
THREE_NUMBERS = re.compile(r"\s*([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\s*")
DAY_FIRST, MONTH_FIRST, BOTH = "day first", "month first", "both"


def says_total(cell: Cell) -> bool:
    """Return whether a cell names a total or a subtotal, as « Sous-total mai »."""
    return isinstance(cell, str) and _TOTAL.fullmatch(cell.strip().casefold()) is not None


def day_order(cell: Cell) -> str:
    """Return how a day of three numbers can be read: DAY_FIRST, MONTH_FIRST or BOTH; nothing when it is no such day.

    A day that a spreadsheet made counts too: it turned those that it could, and left the others as text.
    """
    if isinstance(cell, date):
        return BOTH if cell.day <= 12 else DAY_FIRST
    match = THREE_NUMBERS.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        return ""
    if int(match[1]) > 12:
        return DAY_FIRST
    return MONTH_FIRST if int(match[3]) > 12 else BOTH


def is_month_first(orders: Collection[str]) -> bool:
    """Return whether a column of days is written month first: some can only be read so, and none contradicts.

    Those of its days that can be read both ways (BOTH) are doubtful then; a column without any has nothing to ask.
    """
    return MONTH_FIRST in orders and BOTH in orders and DAY_FIRST not in orders
