"""Scales from zero, and where a number stands on one. Pure.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from roriq_portal.formats.numbers import format_number

STEPS = tuple(Fraction(step, 10) for step in (10, 15, 20, 25, 30, 40, 50, 60, 80, 100))
INTERVALS = 3
Exact = Decimal | Fraction | int


@dataclass(frozen=True)
class Tick:
    """A pale line of a scale: its place in per cent of the whole, and its number in words."""

    place: str
    words: str


@dataclass(frozen=True)
class Scale:
    """From zero to `top`, in whole steps; `ticks`: the lines that are drawn, zero and the top among them."""

    top: Fraction
    ticks: tuple[Tick, ...]

    @property
    def top_words(self) -> str:
        return self.ticks[-1].words

    def place(self, value: Exact | None) -> str:
        """Return where a number stands, in per cent of the whole; empty where there is none."""
        return "" if value is None else percent(Fraction(value) / self.top)

    def length(self, value: Exact) -> str:
        """Return how long a number is, in per cent of the whole."""
        return percent(Fraction(value) / self.top)


def percent(share: Fraction) -> str:
    return f"{float(share) * 100:.2f}"


def scale_to(values: Iterable[Exact | None], intervals: int = INTERVALS) -> Scale:
    """Return the shortest scale of whole, nice steps that holds every number; of none, or of zeros, 0 to `intervals`.

    One scale is for all rows of a drawing.
    """
    most = max((Fraction(value) for value in values if value is not None), default=Fraction(0))
    step = _step(most / intervals)
    ticks = tuple(
        Tick(percent(Fraction(rank, intervals)), format_number(Decimal(int(step * rank))))
        for rank in range(intervals + 1)
    )
    return Scale(step * intervals, ticks)


def _step(least: Fraction) -> Fraction:
    """Return the first whole number of the nice steps that is no less than `least`, and 1 at the least."""
    power = Fraction(1)
    while True:
        for nice in STEPS:
            step = nice * power
            if step >= least and step.denominator == 1:
                return step
        power *= 10
