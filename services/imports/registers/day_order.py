"""Days written the other way: a column where the month comes before the day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from roriq_portal.files.table_reader import Cell
from roriq_portal.files.tables.told_from_words import BOTH, MONTH_FIRST, THREE_NUMBERS, day_order, is_month_first
from services.imports.registers.columns import Columns
from services.imports.registers.files.sheet import Sheet, with_cells

EXAMPLES = 3


@dataclass(frozen=True)
class DayOrder:
    """What a column of days shows: `examples` can only be read month first, `doubtful` rows can be read both ways."""

    examples: tuple[str, ...]
    doubtful: int


def months_before_days(sheet: Sheet, columns: Columns) -> DayOrder | None:
    """Return what shows that the column of days is written month first; None when a day contradicts."""
    position = columns.fields.get("date")
    if position is None:
        return None
    kinds: Counter[str] = Counter()
    examples: list[str] = []
    for _, cells in sheet.rows:
        cell = cells[position] if position < len(cells) else None
        kind = day_order(cell)
        kinds[kind] += 1
        if kind == MONTH_FIRST and len(examples) < EXAMPLES:
            examples.append(str(cell).strip())
    return DayOrder(tuple(examples), kinds[BOTH]) if is_month_first(kinds) else None


def with_months_first(sheet: Sheet, columns: Columns) -> Sheet:
    """Return the sheet with its days read month, day, year; a day that does not exist stays as typed."""
    position = columns.fields["date"]
    turned = {number: _turned(cells[position]) for number, cells in sheet.rows if position < len(cells)}
    return with_cells(sheet, position, turned)


def _turned(cell: Cell) -> Cell:
    try:
        if isinstance(cell, date):
            return date(cell.year, cell.day, cell.month)
        match = THREE_NUMBERS.fullmatch(cell) if isinstance(cell, str) else None
        return date(int(match[4]), int(match[1]), int(match[3])) if match else cell
    except ValueError:
        return cell
