"""Dollars: cents that add up. Pure; reads no row."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from roriq_portal.formats.numbers import round_number

NOTHING = Decimal("0.00")


def cents(amount: Decimal | Fraction) -> Decimal:
    """Return the amount to the cent, halves away from zero."""
    return round_number(amount, 2)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Cut a sum by weights, to the cent; the parts add up to it exactly.

    Each part is rounded down, then the cents left go one by one to the largest remainders, the first of equals first.
    Refuses (ValueError) weights that are negative or all zero.
    """
    shares = [Fraction(weight) for weight in weights]
    whole = sum(shares, Fraction(0))
    if not whole or min(shares) < 0:
        raise ValueError("weights must be positive")
    exact = [Fraction(total) * 100 * share / whole for share in shares]
    floors = [int(part // 1) for part in exact]
    left = int(Fraction(total) * 100) - sum(floors)
    order = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in order[:left]:
        floors[place] += 1
    return [Decimal(part) / 100 for part in floors]


def percentages(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Return the amount of each percentage of a sum; together they make that of their sum, to the cent."""
    target = cents(Fraction(total) * Fraction(sum(shares)) / 100)
    return split(target, shares) if any(shares) else [NOTHING for _ in shares]
