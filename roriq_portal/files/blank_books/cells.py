"""The cells of a blank workbook that something can be written in: by their address or their name, and why not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from roriq_portal.files.tables.cell_values import UnreadableFile

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_IN_A_RANGE = 500
NO_SUCH_CELL = "{} n’existe pas dans ce classeur."
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,10})", re.IGNORECASE)
_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?[0-9]{1,10})(?::(\$?[A-Z]{1,3}\$?[0-9]{1,10}))?", re.IGNORECASE)
# « 'Feuille; 2'!B7 » is one place
_PLACE = re.compile(r"(?:'(?:[^']|'')*'|[^;'\n])+")


class NoSuchCell(ValueError):
    """What was typed names no cell that can be filled; the message is a sentence."""


@dataclass(frozen=True, order=True)
class Place:
    """One cell; `name`: the name that it has in the workbook, when it was asked by it."""

    sheet: str
    cell: str
    name: str = ""

    def __str__(self) -> str:
        return self.name or f"{quoted(self.sheet)}!{self.cell}"


def quoted(sheet: str) -> str:
    """Return the name of a sheet as a spreadsheet writes it before a cell: between apostrophes unless it is a word."""
    return sheet if re.fullmatch(r"\w+", sheet) and not sheet[0].isdigit() else "'{}'".format(sheet.replace("'", "''"))


def read_places(typed: str, book: Workbook) -> list[Place]:
    """Return the cells that « Feuil1!B7; Total; Feuil1!C2:C5 » names, in this order, each as it stands once there.

    Raises NoSuchCell, a sentence, for the first that is no cell, lies in a merged cell or holds a formula.
    """
    places = [place for part in _PLACE.findall(typed) if part.strip() for place in _named(part.strip(), book)]
    if typed.strip() and not places:
        raise NoSuchCell(NO_SUCH_CELL.format(typed.strip()))
    twice = next((place for rank, place in enumerate(places) if _at(place) in map(_at, places[:rank])), None)
    if twice:
        raise NoSuchCell(f"{twice} est dite deux fois.")
    return places


def _at(place: Place) -> tuple[str, str]:
    return place.sheet, place.cell


def _named(typed: str, book: Workbook) -> Iterator[Place]:
    sheet_words, mark, address = typed.rpartition("!")
    if not mark:
        yield from _without_sheet(typed, book)
        return
    name = sheet_words.strip()
    if name.startswith("'") and name.endswith("'") and len(name) > 1:
        name = name[1:-1].replace("''", "'")
    sheet = next((row for row in book.worksheets if row.title.casefold() == name.casefold()), None)
    if sheet is None:
        raise NoSuchCell(f"Ce classeur n’a pas de feuille «\u00a0{name}\u00a0».")
    matched = _RANGE.fullmatch(address.strip())
    if matched is None:
        raise NoSuchCell(NO_SUCH_CELL.format(typed))
    yield from _in_sheet(sheet, matched[1], matched[2] or matched[1])


def _without_sheet(typed: str, book: Workbook) -> Iterator[Place]:
    """A name of the workbook, or a cell of its only sheet."""
    named = cells_by_name(book)
    place = next((row for row in named if row.name.casefold() == typed.casefold()), None)
    if place:
        _refuse_unfillable(book[place.sheet], place)
        yield place
        return
    matched = _RANGE.fullmatch(typed)
    if matched is None:
        raise NoSuchCell(f"{typed} n’est ni une case, comme Feuil1!B7, ni le nom d’une case de ce classeur.")
    if len(book.worksheets) > 1:
        raise NoSuchCell(f"Dites aussi la feuille\u00a0: {quoted(book.worksheets[0].title)}!{typed}, par exemple.")
    yield from _in_sheet(book.worksheets[0], matched[1], matched[2] or matched[1])


def _in_sheet(sheet: Worksheet, first: str, last: str) -> Iterator[Place]:
    (left, top), (right, bottom) = _numbers(sheet, first), _numbers(sheet, last)
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    if (right - left + 1) * (bottom - top + 1) > MOST_IN_A_RANGE:
        raise NoSuchCell(f"{first}:{last} a plus de {MOST_IN_A_RANGE} cases.")
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            place = Place(sheet.title, f"{get_column_letter(column)}{row}")
            if (left == right and top == bottom) or not _is_covered(sheet, place.cell):
                _refuse_unfillable(sheet, place)
                yield place


def _numbers(sheet: Worksheet, address: str) -> tuple[int, int]:
    matched = _ADDRESS.fullmatch(address)
    letters, digits = (matched[1].upper(), int(matched[2])) if matched else ("", 0)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    if not 1 <= column <= LAST_COLUMN or not 1 <= digits <= LAST_ROW:
        raise NoSuchCell(NO_SUCH_CELL.format(f"{quoted(sheet.title)}!{address.upper()}"))
    return column, digits


def _is_covered(sheet: Worksheet, address: str) -> bool:
    """Whether a cell lies under a merged one, and is not its first."""
    return first_of_merged(sheet, address) not in ("", address)


def first_of_merged(sheet: Worksheet, address: str) -> str:
    """Return the first cell of the merged cell that this one belongs to; nothing for a cell of its own."""
    merged = next((row for row in sheet.merged_cells.ranges if address in row), None)
    return str(merged).split(":")[0] if merged else ""


def _refuse_unfillable(sheet: Worksheet, place: Place) -> None:
    first = first_of_merged(sheet, place.cell)
    if first and first != place.cell:
        raise NoSuchCell(
            f"{place} est dans une case fusionnée\u00a0: reliez la première, {quoted(sheet.title)}!{first}."
        )
    if any(
        place.cell in CellRange(str(table.ref).split(":")[0] + ":" + _end_of_head(table)) for table in _headed(sheet)
    ):
        raise NoSuchCell(f"{place} est le titre d’une colonne de tableau\u00a0: choisissez une case sous ce titre.")
    if any(place.cell in CellRange(area) for area in sheet.array_formulae.values()):
        raise NoSuchCell(f"{place} est dans une formule matricielle\u00a0: choisissez une autre case.")
    if holds_formula(existing_cell(sheet, place.cell)):
        raise NoSuchCell(f"{place} contient une formule, que le portail n’écrase pas\u00a0: choisissez une autre case.")


def _headed(sheet: Worksheet) -> list[Table]:
    """The tables of a sheet whose first row names their columns."""
    return [table for table in sheet.tables.values() if table.headerRowCount]


def _end_of_head(table: Table) -> str:
    _, top, right, _ = range_boundaries(table.ref)
    return f"{get_column_letter(right)}{top}"


def existing_cell(sheet: Worksheet, address: str) -> Cell | MergedCell | None:
    """Return a cell that the sheet holds; None for one that it does not write. None is made."""
    left, top, _, _ = range_boundaries(address)
    return sheet._cells.get((top, left))


def holds_formula(cell: Cell | MergedCell | None) -> bool:
    return cell is not None and cell.data_type == "f"


def expects_day(cell: Cell | MergedCell | None) -> bool:
    """Whether a cell shows what it holds as a day."""
    return cell is not None and not isinstance(cell, MergedCell) and is_date_format(cell.number_format)


def is_locked(sheet: Worksheet, address: str) -> bool:
    """Whether people cannot change a cell: a copy is filled all the same."""
    cell = existing_cell(sheet, address)
    return bool(sheet.protection.sheet) and (cell is None or isinstance(cell, MergedCell) or cell.protection.locked)


def cells_by_name(book: Workbook) -> list[Place]:
    """Return the names of the workbook and of its sheets that are of one cell, by their name."""
    scopes = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
    places: dict[str, Place] = {}
    for scope in scopes:
        for name, defined in scope.items():
            place = _one_cell(name, list(_destinations(defined)), book)
            if place and not name.startswith("_xl"):
                places.setdefault(name.casefold(), place)
    return sorted(places.values(), key=lambda place: place.name.casefold())


def _destinations(defined) -> Iterator[tuple[str, str]]:
    """A name may be of nothing that can be read, « #REF! » among others."""
    try:
        yield from defined.destinations
    except (ValueError, TypeError, UnreadableFile):
        return


def _one_cell(name: str, destinations: list[tuple[str, str]], book: Workbook) -> Place | None:
    if len(destinations) != 1:
        return None
    sheet, address = destinations[0]
    bare = address.replace("$", "").upper()
    first, _, last = bare.partition(":")
    if not _ADDRESS.fullmatch(first) or sheet not in [row.title for row in book.worksheets]:
        return None
    # A merged cell is named as its whole range
    if last and bare not in {str(row) for row in book[sheet].merged_cells.ranges}:
        return None
    return Place(sheet, first, name)
