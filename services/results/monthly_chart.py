"""One indicator by month, and the geometry of its chart: bars, a line where its meaning changes. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from roriq_portal.formats.days import format_month
from roriq_portal.formats.numbers import format_number
from services.counting.definitions import Break

STEP, BAR, HEIGHT, TOP, FOOT = 44, 28, 120, 18, 20
MOST_MONTHS = 36
SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Month:
    """`value` None: no record, which is not zero. `breaks`: the meanings that begin in this month, for its row."""

    words: str
    short: str
    value: Decimal | None
    text: str
    breaks: tuple[Break, ...]


@dataclass(frozen=True)
class Stroke:
    x: str
    y: str
    height: str
    middle: str
    label: str
    number: str
    number_y: str


@dataclass(frozen=True)
class MonthChart:
    """What `charts/months.svg` draws. `ruptures`: the x of each line between two meanings."""

    title: str
    description: str
    width: str
    height: str
    bar: str
    base: str
    label_y: str
    strokes: tuple[Stroke, ...]
    ruptures: tuple[str, ...]


def months_of(start: date, end: date, counts: Mapping[date, Decimal], breaks: Sequence[Break]) -> list[Month]:
    """Return every month of a period, the first `MOST_MONTHS` at most, with what it counted."""
    months: list[Month] = []
    first = start.replace(day=1)
    while first <= end and len(months) < MOST_MONTHS:
        after = _next(first)
        begun = tuple(rupture for rupture in breaks if first <= rupture.day < after)
        value = counts.get(first)
        months.append(
            Month(
                format_month(first),
                SHORT[first.month - 1],
                value,
                "–" if value is None else format_number(value),
                begun,
            )
        )
        first = after
    return months


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def draw(title: str, months: Sequence[Month]) -> MonthChart | None:
    """Return the chart of these months; None when fewer than two have a number."""
    known = [month.value for month in months if month.value is not None]
    most = max(known, default=Decimal(0))
    if len(known) < 2 or not most:
        return None
    base = TOP + HEIGHT
    strokes = tuple(_stroke(rank, month, most, base) for rank, month in enumerate(months))
    ruptures = tuple(_text(rank * STEP + 2) for rank, month in enumerate(months) if month.breaks)
    spoken = [f"{month.words}, {month.text}" for month in months]
    spoken += [rupture.words.rstrip(".") for month in months for rupture in month.breaks]
    size = (_text(len(months) * STEP + 4), _text(base + FOOT))
    return MonthChart(
        title, f"{' ; '.join(spoken)}.", *size, _text(BAR), _text(base), _text(base + 14), strokes, ruptures
    )


def _stroke(rank: int, month: Month, most: Decimal, base: int) -> Stroke:
    height = HEIGHT * (month.value or Decimal(0)) / most
    left = rank * STEP + (STEP - BAR) // 2 + 2
    middle = _text(left + BAR / 2)
    return Stroke(
        _text(left), _text(base - height), _text(height), middle, month.short, month.text, _text(base - height - 5)
    )


def _text(number: Decimal | float) -> str:
    return f"{number:.1f}".removesuffix(".0")
