"""What a cell of a received table holds: text, number or day, or the mark of what holds no value."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Self

Cell = str | Decimal | date | None
Row = tuple[int, tuple[Cell, ...]]

# What spreadsheets show where a formula fails, in English and in French
ERRORS = frozenset({
    "#REF!", "#N/A", "#N/D", "#DIV/0!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NULL!", "#NUL!", "#NUM!",
    "#NOMBRE!", "#SPILL!", "#CALC!", "#GETTING_DATA",
})  # fmt: skip


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message is a sentence for the person who sent it."""


class TooHeavy(UnreadableFile):
    """A workbook that takes more room, once unpacked, than may be read."""


class AnotherKind(UnreadableFile):
    """A file of another kind than a table; `kind`: its name, as « un PDF »."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


class Broken(str):
    """A cell without a value, as the text that shows it; `words` says what it is, as the end of a sentence."""

    __slots__ = ("words",)
    words: str

    def __new__(cls, text: str, words: str) -> Self:
        broken = super().__new__(cls, text)
        broken.words = words
        return broken


class BrokenLine(Broken):
    """A whole line that cannot be cut into cells; `words` is a sentence."""


class Typed(str):
    """A text that an apostrophe guarded: a person typed it, whatever it looks like."""

    __slots__ = ()


class MergedBlank(str):
    """An empty cell under the first one of a merged range; `above` is what that one holds."""

    __slots__ = ("above",)
    above: Cell

    def __new__(cls, above: Cell) -> Self:
        blank = super().__new__(cls, "")
        blank.above = above
        return blank


def error_cell(text: str) -> Broken:
    """Return the cell of a formula that failed, as #REF!."""
    return Broken(text, f"montre l’erreur {text} du tableur. Corrigez sa formule, ou tapez la valeur")


def formula_without_value(formula: str) -> Broken:
    """Return the cell of a formula that no spreadsheet ever calculated."""
    words = (
        "est une formule sans valeur. Ouvrez le fichier dans votre tableur, laissez-le calculer, "
        "puis enregistrez-le de nouveau"
    )
    return Broken(formula, words)


def unclosed_quotation(line: str) -> BrokenLine:
    """Return the line whose quotation mark is never closed: the lines below it cannot be its own."""
    words = "Cette ligne ouvre un guillemet droit qui n’est pas fermé. Fermez-le ou retirez-le."
    return BrokenLine(line, words)


def broken_in(cell: Cell) -> Broken | None:
    """Return the cell when it holds no value: marked by the workbook, or the text of a spreadsheet's error alone."""
    if isinstance(cell, Broken):
        return cell
    is_error = (
        isinstance(cell, str)
        and not isinstance(cell, Typed)
        and cell.startswith("#")
        and cell.strip().upper() in ERRORS
    )
    return error_cell(str(cell).strip()) if is_error else None


def is_empty(cells: Iterable[Cell]) -> bool:
    """Return whether no cell holds anything but spaces."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def plain_cell(value: object) -> Cell:
    """Return what a workbook's cell holds as text, number or day."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and not isfinite(value):
        return error_cell("#NUM!")
    if isinstance(value, int | float):
        # A sum of hours ends in 0000000004: the ninth decimal is the spreadsheet's, not a person's.
        return Decimal(repr(round(value, 9)))
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ", "minutes")
    return value if isinstance(value, date) else str(value)
