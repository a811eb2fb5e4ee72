"""Bars and points drawn inside the rows of a table, on one scale for all its rows. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reporting.monitoring.burden.tally import Tally

WIDTH = 100


@dataclass(frozen=True)
class Piece:
    """One length of a bar; `mark`: how it is painted."""

    mark: str
    x: str
    width: str


@dataclass(frozen=True)
class Dots:
    """The points of a row, and the upright mark of their middle."""

    points: tuple[str, ...]
    middle: str


def bar_of(tally: Tally, most: int) -> tuple[Piece, ...]:
    """Return the bar of a row: by hand, said elsewhere, filled, then what nobody answered yet."""
    lengths = (("full", tally.hand), ("mid", tally.reused), ("pale", tally.records), ("rest", tally.empty))
    return stacked(lengths, most)


def stacked(lengths: Iterable[tuple[str, int]], most: int) -> tuple[Piece, ...]:
    """Return pieces end to end; nothing of a length of zero, nor on a scale of zero."""
    pieces, start = [], 0
    for mark, length in lengths:
        if length and most:
            pieces.append(Piece(mark, _place(start, most), _place(length, most)))
        start += length
    return tuple(pieces)


def dots_of(numbers: Sequence[int], middle: Fraction, most: int) -> Dots:
    """Return the points of a row, one a number; `most`: the number at the right end."""
    return Dots(tuple(_place(number, most) for number in numbers), _place(middle, most))


def scale_of(most: int) -> tuple[int, ...]:
    """Return the four numbers of an axis from zero, the last at or past the greatest: 0, 150, 300, 450."""
    step = 1
    while step * 3 < most:
        step = next(near for near in _round_steps() if near > step)
    return tuple(step * rank for rank in range(4))


def _round_steps() -> Iterable[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _place(value: int | Fraction, most: int) -> str:
    return f"{float(Fraction(value) * WIDTH / (most or 1)):.2f}"
