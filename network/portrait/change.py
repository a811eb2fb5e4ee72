"""How a number moved since the year before: a sign and a few words, where the two may be compared. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from network.portrait.totals.figures import Exact, Figure
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import agree
from roriq_portal.formats.rates import format_rate, round_points

UP, DOWN, SAME = "up-right", "down-right", "equal"


@dataclass(frozen=True)
class Change:
    """`sign`: the icon that stands before `words`; both empty where nothing is compared. `way`: 1, 0, -1, or None.

    `number`: by how much, in the unit of what is compared; None of a rate, whose points are in words.
    """

    sign: str = ""
    words: str = ""
    way: int | None = None
    number: Decimal | None = None


NO_CHANGE = Change()
BROKEN = Change(SAME, "ne se compare pas")


def change_of(
    now: Figure,
    before: Figure,
    *,
    is_broken: bool = False,
    in_percent: bool = False,
    in_words: Callable[[Decimal], str] = format_number,
) -> Change:
    """Return how a number moved: « 83 de plus », « 12 % de moins » when `in_percent`, « 2 points de plus » of a rate.

    Nothing where one of them is missing or hidden: a difference would tell it. What broke is said not to compare.
    `in_words`: how so much is said, dollars for instance.
    """
    if now.value is None or before.value is None:
        return NO_CHANGE
    if is_broken:
        return BROKEN
    moved = Fraction(now.value) - Fraction(before.value)
    number = None if now.number is None or before.number is None else now.number - before.number
    if not moved:
        return Change(SAME, "pareil", 0, number)
    way = 1 if moved > 0 else -1
    much = (
        _points(now.value, before.value)
        if now.is_rate
        else _much(abs(moved), before.value, in_words, in_percent=in_percent)
    )
    return Change(UP if way > 0 else DOWN, f"{much} {'de plus' if way > 0 else 'de moins'}", way, number)


def _points(now: Exact, before: Exact) -> str:
    points = abs(round_points(now, before))
    return f"{format_number(points)}\u00a0{agree(points, 'point')}"


def _much(moved: Fraction, before: Exact, in_words: Callable[[Decimal], str], *, in_percent: bool) -> str:
    if in_percent and before:
        return format_rate(moved, before)
    return in_words(Decimal(moved.numerator) / Decimal(moved.denominator))
