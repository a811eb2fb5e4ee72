"""Five years of nine indicators as small drawings; what breaks a series stands between its years, and is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from network.barometer.windows import Window
from network.drawing.series import Series, YearPoint, draw_series, top_of
from network.portrait.change import BROKEN, Change, change_of
from network.portrait.filters import Filters
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections.cells import cell_of, change_cell
from network.portrait.totals.figures import Figure, Source
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.days import format_day_month
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import counted

SLUG = "cinq-ans"
MOST = 9
CODES = ("V1.10", "V4.11", "V1.02", "V2.05", "V3.07", "V4.02", "V4.13", "V5.01")
# What the money of a year is, and what files write it in
OF_MONEY, DOLLARS = "des années d’entente qui commencent", "dollars"
MILLION = Decimal(1_000_000)
# A drawing in a file: three across, each in its own box
ACROSS, WIDE, HIGH, MARGIN = 3, 410, 170, 24
SLOPES = "Chaque dessin part de zéro et a sa propre échelle\u00a0: on compare les pentes, pas les hauteurs."
NOTHING_YET = "Aucune année n’a encore de nombre\u00a0: la première viendra avec les premières fiches."


@dataclass(frozen=True)
class Multiple:
    """One small drawing. `id`: a word of its own on the page; `under`: what it counts; `breaks`: sentences.

    `link`: the records behind its last number, empty where they are not the reader's. `file_unit`: what the numbers of
    its file are in, where the drawing shortens them, as millions.
    """

    id: str
    code: str
    title: str
    under: str
    points: tuple[YearPoint, ...]
    figures: tuple[Figure, ...]
    series: Series
    change: Change
    breaks: tuple[str, ...]
    link: str = ""
    file_unit: str = ""

    @property
    def last(self) -> Figure:
        return self.figures[-1]


@dataclass(frozen=True)
class Placed:
    """A small drawing in a file, and where it stands."""

    multiple: Multiple
    x: str
    y: str


@dataclass(frozen=True)
class Multiples:
    items: tuple[Multiple, ...]

    @property
    def placed(self) -> list[Placed]:
        return [
            Placed(item, str(MARGIN + rank % ACROSS * WIDE), str(MARGIN + rank // ACROSS * HIGH))
            for rank, item in enumerate(self.items)
        ]

    @property
    def size(self) -> tuple[int, int]:
        rows = -(-len(self.items) // ACROSS)
        return 2 * MARGIN + ACROSS * WIDE, 2 * MARGIN + rows * HIGH


def five_years_section(reader: Reader) -> Section:
    """Return five years of the indicators chosen, of a component its own; one that nobody counts is left out."""
    filters = reader.filters
    multiples = (_multiple(reader, code) for code in _codes(reader))
    rows = [row for row in multiples if says_something(row)][:MOST]
    if not filters.component and len(rows) < MOST and says_something(money := _money(reader)):
        rows.append(money)
    drawn = Multiples(tuple(rows))
    return Section(
        slug=SLUG,
        title="Cinq ans",
        intro=SLOPES,
        said=ways_words(rows),
        template="network/portrait/sections/five_years.html",
        drawn=drawn,
        tables=(years_table(reader.windows.years, rows),),
        source=_source(reader, rows),
        notes=_notes(filters),
        empty="" if rows else NOTHING_YET,
        svg="network/portrait/sections/five_years.svg",
        svg_size=drawn.size,
    )


def _codes(reader: Reader) -> list[str]:
    if not reader.filters.component:
        return [code for code in CODES if code in reader.indicators]
    return [*reader.household_codes, *reader.summed_codes]


def says_something(row: Multiple) -> bool:
    """Whether one of its years has a number, or says why it has none."""
    return any(figure.text != Figure().text for figure in row.figures)


def _multiple(reader: Reader, code: str) -> Multiple:
    windows = reader.windows.years
    figures = [reader.figure(code, window) for window in windows]
    breaks = [reader.breaks_between(code, before, now) for before, now in pairwise(windows)]
    before = reader.windows.before
    last_breaks = reader.breaks_between(code, before, windows[-1])
    change = change_of(
        figures[-1], reader.figure(code, before), is_broken=bool(last_breaks), in_percent=not figures[-1].is_rate
    )
    unit = "% des ménages dont la date tombe dans l’année" if reader.indicators[code].is_ratio else ""
    return multiple_of(
        code.replace(".", "-").lower(),
        code,
        reader.words_of(code),
        unit or reader.indicators[code].unit_plural,
        points_of(windows, figures, [[], *breaks]),
        figures,
        change,
    )


def _money(reader: Reader) -> Multiple:
    figures = {window: _millions(reader.money[window].whole) for window in reader.windows.every}
    windows = reader.windows.years
    change = change_of(figures[windows[-1]], figures[reader.windows.before], in_percent=True)
    own = [figures[window] for window in windows]
    points = points_of(windows, own, [[] for _ in windows])
    drawn = multiple_of("argent", "", "Argent des ententes", f"M$ {OF_MONEY}", points, own, change)
    return replace(drawn, file_unit=f"{DOLLARS} {OF_MONEY}")


def _millions(amount: Decimal) -> Figure:
    if not amount:
        return Figure(source=Source.AGREEMENTS)
    return Figure(format_number(amount / MILLION, 1 if amount >= MILLION else 2), amount, Source.AGREEMENTS)


def points_of(
    windows: Sequence[Window], figures: Sequence[Figure], breaks: Sequence[Sequence[str]]
) -> tuple[YearPoint, ...]:
    """Return the points of a series; `breaks`: of each window, why it does not compare with the one before."""
    return tuple(
        YearPoint(year_words(window), figure.text, figure.value, tuple(words), window.is_part)
        for window, figure, words in zip(windows, figures, breaks, strict=True)
    )


def year_words(window: Window) -> str:
    """« 2025-26 », or the last day of a year that runs."""
    if window.is_part:
        return format_day_month(window.last)
    return f"{window.year}-{(window.year + 1) % 100:02d}"


def multiple_of(
    key: str,
    code: str,
    title: str,
    under: str,
    points: tuple[YearPoint, ...],
    figures: Sequence[Figure],
    change: Change,
) -> Multiple:
    """Return a small drawing on its own scale; `key`: a word of its own on the page."""
    breaks = tuple(dict.fromkeys(words for point in points for words in point.breaks))
    series = draw_series(points, top_of(points))
    return Multiple(key, code, title, under, points, tuple(figures), series, change, breaks)


WAYS = {1: ("monte", "montent"), -1: ("baisse", "baissent"), 0: ("est pareille", "sont pareilles")}


def ways_words(rows: Sequence[Multiple]) -> str:
    """« 6 séries montent, 2 baissent, 1 ne se compare pas. »; nothing where no series has two years."""
    ways = [row.change.way for row in rows]
    counts = [(ways.count(way), words) for way, words in WAYS.items() if way in ways]
    broken = sum(row.change is BROKEN for row in rows)
    if broken:
        counts.append((broken, ("ne se compare pas", "ne se comparent pas")))
    if not counts:
        return ""
    first, *others = [(number, words[number > 1]) for number, words in counts]
    parts = [
        f"{counted(first[0], 'série')} {first[1]}",
        *(f"{format_number(number)} {verb}" for number, verb in others),
    ]
    return f"{', '.join(parts)}."


def years_table(windows: Sequence[Window], rows: Sequence[Multiple]) -> Table:
    """Return a row an indicator, a column a window."""
    head = ("Indicateur", "Code", "Unité", *(year_words(window) for window in windows), "Écart", "Ruptures")
    body: list[list[Cell]] = [
        [
            row.title,
            row.code,
            row.file_unit or row.under,
            *map(cell_of, row.figures),
            change_cell(row.change),
            " ".join(row.breaks),
        ]
        for row in rows
    ]
    return Table("Cinq ans", head, body)


def _source(reader: Reader, rows: Sequence[Multiple]) -> str:
    sources = dict.fromkeys(figure.source for row in rows for figure in row.figures if figure.value is not None)
    words = "\u00a0; ".join(sources) or "aucune fiche"
    years = [
        f"{window.words}, version {frozen.number}, figée le {frozen.frozen_on}"
        for window in reader.windows.years
        if (frozen := reader.frozen.years.get(window.year)) and not frozen.missing
    ]
    joined = "\u00a0; ".join(years)
    versions = f" ({joined})" if joined and Source.REPORTS in sources else ""
    return f"{words}{versions}."


def _notes(filters: Filters) -> tuple[str, ...]:
    words = "«\u00a0–\u00a0»\u00a0: pas mesuré cette année-là. Deux côtés d’une rupture ne se comparent pas."
    return words, *running_notes(filters)


def running_notes(filters: Filters) -> tuple[str, ...]:
    """Return how a year that runs is read; nothing of one that ended."""
    if not filters.is_running:
        return ()
    until = f"L’année en cours est comptée jusqu’au {filters.until_words}, dernier mois fini, et l’écart se lit à côté "
    return (f"{until}des mêmes mois un an plus tôt.",)
