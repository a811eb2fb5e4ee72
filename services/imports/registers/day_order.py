"""Days written the other way: a column where the month comes before the day."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from roriq_portal.files.table_reader import Cell
from services.imports.registers.columns import Columns
from services.imports.registers.files.sheet import Sheet, with_cells

_THREE_NUMBERS = re.compile(r"\s*([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\s*")
EXAMPLES = 3


@dataclass(frozen=True)
class DayOrder:
    """What a column of days shows: `examples` can only be read month first, `doubtful` rows can be read both ways."""

    examples: tuple[str, ...]
    doubtful: int


def months_before_days(sheet: Sheet, columns: Columns) -> DayOrder | None:
    """Return what shows that the column of days is written month first; None when nothing does, or a day contradicts.

    Days that a spreadsheet made of such a column count too: it turned those that it could, and left the others as text.
    """
    position = columns.fields.get("date")
    if position is None:
        return None
    kinds: Counter[str] = Counter()
    examples: list[str] = []
    for _, cells in sheet.rows:
        cell = cells[position] if position < len(cells) else None
        kind = _kind(cell)
        kinds[kind] += 1
        if kind == "month first" and len(examples) < EXAMPLES:
            examples.append(str(cell).strip())
    doubtful = kinds["both"]
    return DayOrder(tuple(examples), doubtful) if examples and doubtful and not kinds["day first"] else None


def _kind(cell: Cell) -> str:
    if isinstance(cell, date):
        return "both" if cell.day <= 12 else "day first"
    match = _THREE_NUMBERS.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        return ""
    first, second = int(match[1]), int(match[3])
    if first > 12:
        return "day first"
    return "month first" if second > 12 else "both"


def with_months_first(sheet: Sheet, columns: Columns) -> Sheet:
    """Return the sheet with its days read month, day, year; a day that does not exist stays as typed."""
    position = columns.fields["date"]
    turned = {number: _turned(cells[position]) for number, cells in sheet.rows if position < len(cells)}
    return with_cells(sheet, position, turned)


def _turned(cell: Cell) -> Cell:
    try:
        if isinstance(cell, date):
            return date(cell.year, cell.day, cell.month)
        match = _THREE_NUMBERS.fullmatch(cell) if isinstance(cell, str) else None
        return date(int(match[4]), int(match[1]), int(match[3])) if match else cell
    except ValueError:
        return cell
