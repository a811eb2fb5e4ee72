"""Rows that our own export made: each is compared with the record whose number it bears."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from organisms.models import Organism
from roriq_portal.files.table_reader import Cell
from roriq_portal.formats.typed import read_digits
from services.activities.listing import shown
from services.imports.activity_export import FIELD_OF, lines_of
from services.imports.registers import Columns, Sheet
from services.imports.registers.row_identity import normalised_cells
from services.imports.registers.validation import named_cells
from services.models import Activity

Cells = tuple[tuple[str, str], ...]
NUMBER_AT = FIELD_OF.index("record")


@dataclass(frozen=True)
class OwnRows:
    """same: file row → its record, which says the same today. changed: file row → its record and what that says."""

    same: Mapping[int, tuple[int, Cells]]
    changed: Mapping[int, tuple[int, Cells]]


def find_own_rows(organism: Organism, sheet: Sheet, columns: Columns) -> OwnRows:
    """Compare the rows that bear the number of a record of this organism with it. No query where no row does.

    A number counts for one row: the first that says the same as the record, else the first. Others that were copied
    from it, and numbers of other organisms, are rows like any.
    """
    if "record" not in columns.fields:
        return OwnRows({}, {})
    rows: dict[int, list[tuple[int, Cells]]] = {}
    for file_row, cells in sheet.rows:
        named = named_cells(sheet, columns, cells)
        if number := _number(named["record"]):
            rows.setdefault(number, []).append((file_row, normalised_cells(named)))
    same, changed = {}, {}
    for number, record in _records(organism, list(rows)):
        equal = next((file_row for file_row, cells in rows[number] if cells == record), None)
        if equal is None:
            changed[rows[number][0][0]] = number, record
        else:
            same[equal] = number, record
    return OwnRows(same, changed)


def _number(cell: object) -> int | None:
    text = f"{cell:f}" if isinstance(cell, Decimal) else str(cell or "")
    return read_digits(text)


def _records(organism: Organism, numbers: list[int]) -> Iterator[tuple[int, Cells]]:
    """Yield each record of the organism among these numbers, and what its exported row would say today."""
    if not numbers:
        return
    records = Activity.objects.filter(organism=organism, pk__in=numbers).order_by("pk")
    for cells in lines_of(shown(records)):
        plain: list[Cell] = [Decimal(cell) if isinstance(cell, int) else cell for cell in cells]
        yield int(cells[NUMBER_AT]), normalised_cells(dict(zip(FIELD_OF, plain, strict=True)))
