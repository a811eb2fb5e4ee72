"""Dollars: cents that add up, and sums as French prints them. Pure; reads no row."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.template import Library
from django.utils.formats import number_format

register = Library()
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def cents(amount: Decimal | Fraction) -> Decimal:
    """Return the amount to the cent, halves upwards."""
    value = Decimal(amount.numerator) / Decimal(amount.denominator) if isinstance(amount, Fraction) else amount
    return value.quantize(CENT, ROUND_HALF_UP)


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
    """Return what each percentage of a sum is worth; together they are worth the percentage of their sum, to the cent."""
    target = cents(Fraction(total) * Fraction(sum(shares)) / 100)
    return split(target, shares) if any(shares) else [NOTHING for _ in shares]


def say_money(amount: Decimal) -> str:
    """Return « 1 204,50 $ », with no-break spaces."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{number_format(abs(amount), 2, force_grouping=True)}\u00a0$"


def say_share(share: Decimal) -> str:
    """Return « 12,5 % »: no idle decimals."""
    plain = share.quantize(Decimal(1)) if share == share.to_integral_value() else share.normalize()
    return f"{number_format(plain)}\u00a0%"


@register.filter
def money(amount: Decimal | None) -> str:
    return "–" if amount is None else say_money(amount)


@register.filter
def share(value: Decimal | None) -> str:
    return "" if value is None else say_share(value)
