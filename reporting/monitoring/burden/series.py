"""The three years of the network as small drawings, one scale each from zero. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from reporting.monitoring.burden.network import YearRow
from reporting.monitoring.burden.sheet import Difference, difference
from reporting.monitoring.burden.tally import share_of
from roriq_portal.formats.numbers import format_number, round_number

LEFT, RIGHT, TOP, BASE = 10, 190, 22, 84
Number = Fraction | Decimal | None


@dataclass(frozen=True)
class Mark:
    """One year of a drawing; `y` empty: not measured that year. `is_named`: it bears its number and its year."""

    x: str
    y: str
    label_y: str
    text: str
    year: str
    is_named: bool
    anchor: str


@dataclass(frozen=True)
class Series:
    """One figure over the years: its last number, what it became, its line and its points."""

    words: str
    unit: str
    text: str
    change: Difference | None
    path: str
    marks: tuple[Mark, ...]


def series_of(years: Sequence[YearRow]) -> tuple[Series, ...]:
    """Return the three drawings; none before a second year was counted."""
    if len(years) < 2:
        return ()
    shares = [Fraction(row.tally.spared * 100, row.tally.asked) if row.tally.asked else None for row in years]
    return (
        _series(
            "Remplies sans être posées de nouveau",
            "% des questions",
            years,
            shares,
            [share_of(row.tally.spared, row.tally.asked) for row in years],
        ),
        _series("Questions par organisme", "médiane", years, [row.middle for row in years]),
        _series("Heures passées, déclarées", "F.01, heures", years, [row.hours.total for row in years]),
    )


def _series(
    words: str, unit: str, years: Sequence[YearRow], numbers: Sequence[Number], texts: Sequence[str] = ()
) -> Series:
    shown = list(texts) or ["–" if number is None else format_number(round_number(number)) for number in numbers]
    known = [Fraction(number) for number in numbers if number is not None]
    most = max([*known, Fraction(1)])
    step = (RIGHT - LEFT) / (len(years) - 1)
    marks, points = [], []
    for rank, number in enumerate(numbers):
        x, is_end = LEFT + rank * step, rank in (0, len(years) - 1)
        y = None if number is None else BASE - float(Fraction(number) / most) * (BASE - TOP)
        if y is not None:
            points.append(f"{_text(x)} {_text(y)}")
        marks.append(_mark(x, y, shown[rank], years[rank], is_end, rank))
    is_whole = len(points) == len(numbers)
    last, before = numbers[-1], numbers[-2]
    changed = None if last is None or before is None else difference(int(round_number(last)), int(round_number(before)))
    if changed and texts:
        changed = replace(changed, words=_in_points(changed.words))
    return Series(words, unit, shown[-1], changed, f"M{'L'.join(points)}" if is_whole else "", tuple(marks))


def _in_points(words: str) -> str:
    """« 6 points de plus »: what became of a percentage; « le même nombre » stays."""
    number, much, rest = words.partition(" de ")
    points = "point" if number == "1" else "points"
    return f"{number} {points}{much}{rest}" if rest else words


def _mark(x: float, y: float | None, text: str, year: YearRow, is_end: bool, rank: int) -> Mark:
    height = BASE - 4 if y is None else y - 8
    anchor = "middle" if not is_end else "end" if rank else "start"
    return Mark(_text(x), "" if y is None else _text(y), _text(height), text, year.words, is_end, anchor)


def _text(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
