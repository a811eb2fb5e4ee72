"""A copy of a funder's blank workbook, filled from a frozen content: its formulas and formats as they were. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.papers.filled_files.targets import Target
from reporting.papers.filled_files.values import Sayer, Value
from roriq_portal.files.blank_books.cells import Place, expects_day
from roriq_portal.files.blank_books.input_rules import refused_by_rule
from roriq_portal.files.blank_books.opening import load_trusted
from roriq_portal.files.blank_books.saving import workbook_bytes
from roriq_portal.files.cells import MOST_CELL, readable
from roriq_portal.formats.numbers import format_number

NOTES = "À lire"
NOTES_HEAD = ("Case", "Ce qu’elle dit", "Ce qui n’a pas pris place")
TEXT = "s"
ABSENT = "Ce rapport n’a pas cette ligne\u00a0: la case reste vide."
CUT = f"Le texte dépasse les {format_number(MOST_CELL)} signes d’une case\u00a0: la suite n’y est pas."
NOT_A_DAY = "La case attend un jour, et reçoit autre chose."
MORE = "Ce rapport en a {}, et le fichier {} cases\u00a0: les derniers n’y sont pas."


@dataclass(frozen=True)
class CellTie:
    """A cell and what it says. `words`: what that is called, for people."""

    place: Place
    target: Target
    words: str


@dataclass(frozen=True)
class Remark:
    """Something that did not fit, where it is so. `said`: in the words of the form."""

    place: str
    said: str
    words: str


@dataclass(frozen=True)
class FilledFile:
    """`data`: the bytes of the copy; `remarks`: what did not fit in it."""

    data: bytes
    remarks: list[Remark]


def fill_workbook(
    blank: bytes, ties: Sequence[CellTie], content: Sayer, *, made_at: datetime, adds_notes: bool = False
) -> FilledFile:
    """Return a filled copy of a blank workbook: the same bytes for the same content.

    Numbers are numbers, days are days, and text is text, whatever it begins with. A cell whose line says nothing is
    emptied. `adds_notes`: what did not fit stands also on a last sheet of the copy. Raises UnreadableFile for a blank
    that does not open.
    """
    book = load_trusted(blank)
    remarks = [remark for tie in ties for remark in _fill(book[tie.place.sheet], tie, content)]
    remarks += more_than_places([(tie.target, tie.words) for tie in ties], content)
    if adds_notes and remarks:
        _add_notes(book, remarks)
    return FilledFile(workbook_bytes(book, made_at=made_at), remarks)


def _fill(sheet: Worksheet, tie: CellTie, content: Sayer) -> Iterator[Remark]:
    said = content.said(tie.target)
    cell = sheet[tie.place.cell]
    _write(cell, said.value)
    if not said.is_asked:
        yield Remark(str(tie.place), tie.words, ABSENT)
    for words in _misfits(sheet, cell, said.value):
        yield Remark(str(tie.place), tie.words, words)


def _write(cell: Cell, value: Value) -> None:
    if isinstance(value, str):
        # Typed as text, a value that begins with « = » is no formula, also once the cell is opened and left
        cell.value, cell.data_type, cell.quotePrefix = readable(value), TEXT, True
    elif isinstance(value, Decimal) and value == value.to_integral_value():
        cell.value = int(value)
    else:
        cell.value = value


def _misfits(sheet: Worksheet, cell: Cell, value: Value) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, str) and len(value) > MOST_CELL:
        yield CUT
    if expects_day(cell) and not isinstance(value, date):
        yield NOT_A_DAY
    if refusal := refused_by_rule(sheet, cell.coordinate, value):
        yield refusal


def more_than_places(ties: Sequence[tuple[Target, str]], content: Sayer) -> list[Remark]:
    """Return a remark for each repeated line that has more parts than its ties have places."""
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for target, words in ties:
        if target.item:
            key = (target.line_key, target.part)
            last[key] = max(last.get(key, (0, "")), (target.item, words))
    counts = {key: len(content.items(key[0])) for key in last}
    return [
        Remark("", words, MORE.format(format_number(counts[key]), format_number(places)))
        for key, (places, words) in last.items()
        if counts[key] > places
    ]


def _add_notes(book: Workbook, remarks: Sequence[Remark]) -> None:
    sheet = book.create_sheet(NOTES)
    for row in [NOTES_HEAD, *((remark.place, remark.said, remark.words) for remark in remarks)]:
        sheet.append([readable(words) for words in row])
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        cell.data_type = TEXT
    for column, width in zip("ABC", (18, 60, 80), strict=True):
        sheet.column_dimensions[column].width = width
