"""Cells that a blank workbook seems to have for a line: one that bears its name, one right of its words."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.engine.form.spec import LineSpec
from reporting.papers.filled_files.targets import Offered, Part
from roriq_portal.files.blank_books.cells import NoSuchCell, Place, cells_by_name, read_places

# A label stands at most so many columns before its cell: its number, its words, its unit
REACH = 6
MOST_LABEL = 400


@dataclass(frozen=True)
class Proposal:
    place: Place
    why: str


class Proposals:
    """What a workbook proposes. Its cells are read once."""

    def __init__(self, book: Workbook):
        self._book = book
        self._named = {_bare(place.name): place for place in cells_by_name(book)}
        self._labelled = _labelled(book)

    def of_fact(self, offered: Offered) -> Proposal | None:
        return self._named_one([offered.target.fact, offered.words]) or self._beside(offered.words)

    def of_line(self, line: LineSpec, offered: Offered) -> Proposal | None:
        """Return the proposal for the answer of a line or of one of its bands; None where nothing is sure."""
        target = offered.target
        if target.item or target.part != Part.VALUE:
            return self._named_one([f"{name} {target.part}" for name in (line.key, line.number) if name])
        if target.band_key:
            return self._named_one([f"{name} {target.band_key}" for name in (line.key, line.number) if name])
        names = [name for name in (line.key, line.number) if name]
        beside = self._beside(line.words) or self._beside(f"{line.number} {line.words}")
        return self._named_one(names) or beside or (self._beside(line.number) if line.number else None)

    def _named_one(self, names: Iterable[str]) -> Proposal | None:
        place = next((self._named[_bare(name)] for name in names if _bare(name) in self._named), None)
        if place is None or self._refuses(place):
            return None
        return Proposal(place, f"la case {place.cell} de «\u00a0{place.sheet}\u00a0» porte ce nom")

    def _beside(self, words: str) -> Proposal | None:
        """Words that stand twice point nowhere."""
        labels = self._labelled.get(_bare(words), []) if words else []
        if len(labels) != 1:
            return None
        sheet, row, column = labels[0]
        place = _cell_right_of(self._book[sheet], row, column)
        if place is None:
            return None
        return Proposal(place, f"à droite de ces mots, en {get_column_letter(column)}{row}")

    def _refuses(self, place: Place) -> bool:
        try:
            read_places(str(place), self._book)
        except NoSuchCell:
            return True
        return False


def _bare(words: str) -> str:
    """Words without case, accents or punctuation: « Familles accueillies : » and « familles_accueillies » are one."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def _labelled(book: Workbook) -> dict[str, list[tuple[str, int, int]]]:
    labels: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for sheet in book.worksheets:
        for words, row, column in _texts(sheet):
            if bare := _bare(words):
                labels[bare].append((sheet.title, row, column))
    return labels


def _texts(sheet: Worksheet) -> Iterator[tuple[str, int, int]]:
    for (row, column), cell in sheet._cells.items():
        if not isinstance(cell, MergedCell) and cell.data_type == "s" and cell.value is not None:
            words = str(cell.value)
            if len(words) <= MOST_LABEL:
                yield words, row, column


def _cell_right_of(sheet: Worksheet, row: int, column: int) -> Place | None:
    """Return the first empty cell at the right that can be filled, merged ones passed whole."""
    for right in range(column + 1, column + 1 + REACH):
        address = f"{get_column_letter(right)}{row}"
        cell = sheet._cells.get((row, right))
        if isinstance(cell, MergedCell) or (cell is not None and cell.value is not None):
            continue
        try:
            return read_places(str(Place(sheet.title, address)), sheet.parent)[0]
        except NoSuchCell:
            continue
    return None
