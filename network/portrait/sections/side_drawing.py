"""Organisms, or agreements, side by side on one number: two years, the target, what is short of it. Pure.

One scale for all rows; a page shows forty of them, files hold every one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from network.drawing.dots import Dots, Legend, dots_on
from network.drawing.scales import Scale, scale_to
from network.portrait.frame import Asked
from network.portrait.sections.cells import cell_of
from network.portrait.sections.target_shares import share_cell
from network.portrait.totals.figures import Figure
from network.portrait.totals.filed import Filed
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.numbers import BLANK, format_number, unit_for
from roriq_portal.formats.rates import format_percent
from roriq_portal.formats.typed import read_digits
from roriq_portal.lists.paging import Pager
from services.counting.achievement import SHORT_OF, Achievement

TEMPLATE, SVG = "network/portrait/sections/side_by_side.html", "network/portrait/sections/side_by_side.svg"
PAGE = "rang"
ROWS = 40
MARKS_X, MARKS_WIDE = 440, 440
# Signs of a unit that the end of the axis has room for
LONGEST_UNIT = 12
ROW_HIGH, HEAD_HIGH, FILE_WIDE = 26, 60, 900
NO_DOTS = Dots("")


@dataclass(frozen=True)
class SideRow:
    """One organism, or agreement: what was filed, and where its marks stand."""

    name: str
    region: str
    address: str
    now: Filed
    before: Filed
    target: Decimal | None
    dots: Dots = NO_DOTS

    @property
    def achievement(self) -> Achievement:
        value = self.now.figure.value
        return Achievement(value, self.target)

    @property
    def target_words(self) -> str:
        if self.target is None:
            return BLANK
        return format_percent(self.target) if self.now.figure.is_rate else format_number(self.target)

    @property
    def now_words(self) -> str:
        return self.now.why or self.now.figure.text


@dataclass(frozen=True)
class PlacedRow:
    """A row in a file: the y of its words and of its marks."""

    row: SideRow
    words_y: str
    marks_y: str


@dataclass(frozen=True)
class Compared:
    """What the rows are compared on: `unit` and its plural, the two years in words, a caption; `who`: what a row is."""

    who: str
    caption: str
    unit: str
    unit_plural: str
    now_words: str
    before_words: str


@dataclass(frozen=True)
class SideBySide:
    """`rows`: those of this page; `every`: all of them, which files hold; `unit`: if its scale has room for it."""

    rows: tuple[SideRow, ...]
    every: tuple[SideRow, ...]
    scale: Scale
    unit: str
    compared: Compared
    pages: Pager

    @property
    def legend(self) -> Legend:
        lines = ", ".join(tick.words for tick in self.scale.ticks)
        has_short = any(row.dots.is_short for row in self.rows)
        words = self.compared
        return Legend(words.now_words, ring=words.before_words, has_short=has_short, lines=lines)

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in a file."""
        return FILE_WIDE, HEAD_HIGH + (len(self.every) + 1) * ROW_HIGH

    @property
    def placed(self) -> list["PlacedRow"]:
        """Every row, where it stands in a file."""
        tops = (HEAD_HIGH + rank * ROW_HIGH for rank in range(len(self.every)))
        return [PlacedRow(row, str(top + 17), str(top)) for row, top in zip(self.every, tops, strict=True)]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The numbers of the scale in a file, each with its x."""
        return [(f"{MARKS_X + float(tick.place) * MARKS_WIDE / 100:g}", tick.words) for tick in self.scale.ticks]


def side_drawing(rows: Sequence[SideRow], compared: Compared, filters: Asked, anchor: str) -> SideBySide:
    """Return the rows with their marks, those of the page that was asked. `anchor`: where the drawing stands."""
    scale = scale_to(value for row in rows for value in (row.now.figure.value, row.before.figure.value, row.target))
    marked = tuple(replace(row, dots=_dots(row, scale)) for row in rows)
    shown, pages = page_of(filters, marked, anchor)
    unit = unit_on(scale, compared.unit, compared.unit_plural)
    return SideBySide(shown, marked, scale, unit, compared, pages)


def _dots(row: SideRow, scale: Scale) -> Dots:
    now, before = row.now.figure.value, row.before.figure.value
    return dots_on(scale, now, before, row.target, is_short=row.achievement.is_short)


def unit_on(scale: Scale, unit: str, plural: str) -> str:
    """Return the unit that stands at the end of a scale; empty where it has no room there."""
    words = unit_for(Decimal(int(scale.top)), unit, plural)
    return words if len(words) <= LONGEST_UNIT else ""


def page_of(filters: Asked, marked: Sequence[SideRow], anchor: str) -> tuple[tuple[SideRow, ...], Pager]:
    """Return the rows of the page that was asked, forty at most, and the pages beside it."""
    last = max(-(-len(marked) // ROWS), 1)
    number = min(max(read_digits(filters.choices.get(PAGE, ""), 3) or 1, 1), last)

    def address(beside: int) -> str:
        return f"{filters.query(rang=str(beside))}#{anchor}" if 1 <= beside <= last else ""

    words = f"Page {number} sur {last}"
    pages = (
        Pager(address(number - 1), address(number + 1), words, label="Pages des organismes") if last > 1 else Pager()
    )
    return tuple(marked[(number - 1) * ROWS : number * ROWS]), pages


def short_words(rows: Sequence[SideRow], line: str) -> str:
    """Return « Pour A2, 6 sont à moins de 85 % de leur cible. »; nothing where none has one. `line`: its number."""
    aimed = [row for row in rows if row.achievement.share is not None]
    short = sum(row.achievement.is_short for row in aimed)
    if not aimed:
        return ""
    of_line, least = f"Pour {line or 'cette ligne'}", f"à moins de {format_percent(Decimal(SHORT_OF))}"
    if not short:
        return f"{of_line}, aucun n’est {least} de sa cible."
    if short == 1:
        return f"{of_line}, un seul est {least} de sa cible."
    return f"{of_line}, {format_number(short)} sont {least} de leur cible."


def side_table(name: str, rows: Sequence[SideRow], compared: Compared) -> Table:
    """Return the rows as a file holds them."""
    head = (compared.who, "Région", compared.before_words, compared.now_words, "Cible", "Atteinte")
    return Table(name, head, [_cells(row) for row in rows])


def _cells(row: SideRow) -> list[Cell]:
    target = None if row.target is None else cell_of(Figure("", row.target))
    return [row.name, row.region, _cell(row.before), _cell(row.now), target, share_cell(row.achievement.share)]


def _cell(filed: Filed) -> Cell:
    return filed.why or cell_of(filed.figure)
