"""A workbook with a sheet a month: one register, whose rows are numbered by sheet."""

from collections.abc import Sequence
from dataclasses import replace

from roriq_portal.files.table_reader import Cell, Row
from services.imports.registers.files.sheet import Sheet, SheetSeen, refuse_beyond, trimmed
from services.text.spelling import fold

# More than a sheet has rows: the number of a row also says which sheet it is in
SHEET_STEP = 2_000_000


def row_words(number: int, book: Sequence[str]) -> str:
    """Return how people are told of a row: its number, and its sheet where several are read.

    `book`: the names of the sheets of the file in their order, empty where one only is read.
    """
    sheet, row = divmod(number, SHEET_STEP)
    return f"{row} de «\u00a0{book[sheet]}\u00a0»" if sheet < len(book) else str(row)


def join_sheets(sheets: Sequence[tuple[int, Sheet]], others: Sequence[tuple[int, SheetSeen]]) -> Sheet:
    """Return one register of these sheets, each with its place in the workbook; `others` are not read.

    Columns are joined by their titles, whatever their order in each sheet.
    """
    book = [seen for _, seen in sorted([*((place, sheet.book[0]) for place, sheet in sheets), *others])]
    if len(sheets) == 1:
        return replace(sheets[0][1], book=tuple(book))
    header: dict[str, str] = {}
    for _, sheet in sheets:
        for title in sheet.header:
            header.setdefault(_key(title), title)
    places = {key: place for place, key in enumerate(header)}
    rows = [row for place, sheet in sheets for row in _placed(sheet, place * SHEET_STEP, places)]
    refuse_beyond(len(rows))
    return replace(
        sheets[0][1],
        header=tuple(header.values()),
        rows=tuple(rows),
        blanks=sum(sheet.blanks for _, sheet in sheets),
        invented=frozenset[str]().union(*(sheet.invented for _, sheet in sheets)),
        book=tuple(book),
    )


def _key(title: str) -> str:
    return fold(title) or title


def _placed(sheet: Sheet, above: int, places: dict[str, int]) -> list[Row]:
    own = [places[_key(title)] for title in sheet.header]
    return [(above + number, _moved(cells, own, len(places))) for number, cells in sheet.rows]


def _moved(cells: tuple[Cell, ...], own: list[int], width: int) -> tuple[Cell, ...]:
    """The cells under the titles of the whole; those beyond the titles of their sheet stay beyond."""
    row: list[Cell] = [None] * width
    for place, cell in zip(own, cells, strict=False):
        if row[place] is None:
            row[place] = cell
    return (*row, *trimmed(cells[len(own) :]))
