"""A bar in a row of a table, in one or several parts of one length. No I/O, no HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.drawing.scales import Exact, Scale

# What a part is drawn as: the year or what is reached; two paler parts of one length; what is left; what ends
FULL, MIDDLE, PALE, LEFT_OVER, ENDS = "g-full", "g-mid", "g-pale", "g-rest", "g-falls"


@dataclass(frozen=True)
class BarPart:
    """`x`, `width`: in per cent of the scale; `mark`: how it is drawn, one of this module's names."""

    x: str
    width: str
    mark: str


def bar_on(scale: Scale, parts: Iterable[tuple[Exact, str]]) -> tuple[BarPart, ...]:
    """Return the parts of a bar from left to right, each (number, mark); a part of 0 is not drawn."""
    drawn: list[BarPart] = []
    start: Exact = 0
    for number, mark in parts:
        if number:
            drawn.append(BarPart(scale.place(start), scale.length(number), mark))
            start = start + number  # type: ignore[operator]  # numbers of one row are of one type
    return tuple(drawn)
