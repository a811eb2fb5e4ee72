"""One section of a portrait: computed once, read by the page, its files, its drawing and paper (« computed once »)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from roriq_portal.files.spreadsheets import Cell, Number, Table
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, format_number
from services.counting.masking import threshold_of
from services.masking.audiences import Audience
from services.masking.signs import signs_of


@dataclass(frozen=True)
class Link:
    """Where a section leads: « Les 28 ententes à renouveler »."""

    words: str
    address: str


@dataclass(frozen=True)
class Section:
    """`said`: one sentence with numbers, computed by rules, empty where none speaks; `intro`: what the margin says.

    `template` draws `drawn`, whatever that is; it is included with `section` and `drawn` only. `tables`: what files
    hold, and what « Voir le tableau » opens where the drawing is no table (`has_twin`). `source`: where it comes from,
    a sentence. `empty`: what will come and when, in place of a drawing. `form`: its own choices (GET), beside the
    filters; `own_choices`: what else it asks, which its form begins anew. `svg`: the template of its drawing in a file,
    included in `network/drawing/rendering/file.svg` with the same names, within `svg_size`, (width, height) in units.
    """

    slug: str
    title: str
    template: str
    drawn: Any
    tables: tuple[Table, ...]
    source: str
    said: str = ""
    intro: str = ""
    notes: tuple[str, ...] = ()
    empty: str = ""
    form: forms.Form | None = None
    own_choices: tuple[str, ...] = ()
    has_twin: bool = True
    is_wide: bool = True
    svg: str = ""
    svg_size: tuple[int, int] = (0, 0)
    links: tuple["Link", ...] = ()

    @property
    def twins(self) -> tuple["Twin", ...]:
        """The tables as the page shows them; those that stand in the drawing are not said twice."""
        return tuple(twin_of(table) for table in self.tables) if self.has_twin and not self.empty else ()

    @property
    def signs(self) -> list[tuple[str, str]]:
        """The signs that its tables use, with what each says."""
        cells = (str(cell) for table in self.tables for row in table.rows for cell in row if cell)
        return signs_of(cells, threshold_of(Audience.NETWORK))

    @property
    def fields(self) -> list[forms.BoundField]:
        return list(self.form) if self.form else []


@dataclass(frozen=True)
class TwinCell:
    text: str
    is_number: bool


@dataclass(frozen=True)
class Twin:
    """A table in words: its caption, its head, its rows. `totals`: how many last rows add up the others."""

    caption: str
    head: tuple[TwinCell, ...]
    rows: tuple[tuple[TwinCell, ...], ...]


def twin_of(table: Table) -> Twin:
    """Return a table as a page shows it. A column of numbers stands at the right, with its head."""
    rows = tuple(tuple(TwinCell(_words(cell), _is_number(cell)) for cell in row) for row in table.rows)
    numeric = [
        rank > 0 and any(row[rank].is_number for row in rows if rank < len(row)) for rank in range(len(table.head))
    ]
    return Twin(
        table.name,
        tuple(TwinCell(words, is_number) for words, is_number in zip(table.head, numeric, strict=True)),
        tuple(tuple(TwinCell(cell.text, numeric[rank]) for rank, cell in enumerate(row)) for row in rows),
    )


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | Decimal | Number)


def _words(cell: Cell) -> str:
    match cell:
        case None:
            return BLANK
        case Number():
            return cell.text or format_number(cell.value)
        case int() | Decimal():
            return format_number(cell)
        case date():
            return format_day(cell)
        case _:
            return str(cell)
