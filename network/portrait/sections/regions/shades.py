"""Which numbers share a shade: four groups at most, in which they differ least, and round limits between them. Pure.

Only numbers that are printed come here: a limit then says nothing of one that is hidden.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, combinations, pairwise

from roriq_portal.formats.numbers import Exact

MOST = 4
UNITS = [Fraction(step) * Fraction(10) ** power for power in range(12, -3, -1) for step in (5, 1)]


def shade_limits(values: Iterable[Exact], most: int = MOST) -> list[Fraction]:
    """Return the least number of each shade after the first, ascending; nothing where all numbers share one.

    Numbers of 0 or less have no shade.
    """
    ordered = sorted(Fraction(value) for value in values if value > 0)
    firsts = [rank for rank, value in enumerate(ordered) if rank and value != ordered[rank - 1]]
    if not firsts:
        return []
    spreads = _spreads(ordered, [0, *firsts, len(ordered)])
    cuts = min(
        combinations(firsts, min(most - 1, len(firsts))),
        key=lambda chosen: (sum(spreads[pair] for pair in pairwise((0, *chosen, len(ordered)))), chosen),
    )
    return [_roundest(ordered[rank - 1], ordered[rank]) for rank in cuts]


def shade_of(value: Exact, limits: Sequence[Fraction]) -> int:
    """Return the shade of a number, from 1; 0 of nothing."""
    return 1 + bisect_right(limits, Fraction(value)) if value > 0 else 0


def _spreads(ordered: Sequence[Fraction], bounds: Iterable[int]) -> dict[tuple[int, int], Fraction]:
    """Return how far the numbers between two ranks stand from their mean, squared."""
    sums = [Fraction(0), *accumulate(ordered)]
    squares = [Fraction(0), *accumulate(value * value for value in ordered)]
    return {
        (start, end): squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)
        for start, end in combinations(bounds, 2)
    }


def _roundest(below: Fraction, above: Fraction) -> Fraction:
    """Return the roundest number past the first and no more than the second."""
    return next((rounded for unit in UNITS if (rounded := (below // unit + 1) * unit) <= above), above)
