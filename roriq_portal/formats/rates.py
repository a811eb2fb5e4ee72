"""Rates as Québec writes them: « 75 % », in English « 75% ». Nothing prints 100 % nor 0 % that is not exactly so."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.template import Library

from roriq_portal.formats.language import is_english
from roriq_portal.formats.numbers import BLANK, SPACE, Exact, format_number, round_beside, round_number
from roriq_portal.formats.phrases import counted

register = Library()


def percentage_of(part: Exact, whole: Exact) -> Fraction:
    """Return a part of a whole in per cent, exactly: what a threshold is judged on. The whole is not zero."""
    return Fraction(part) * 100 / Fraction(whole)


def round_rate(part: Exact, whole: Exact, *, thresholds: Iterable[Exact] = (), places: int = 0) -> Decimal:
    """Return a part of a whole in per cent, with as many decimals as the reader needs, `places` at least.

    The printed figure stands on the same side of 0, of 100 and of each threshold as the exact one, and is equal to it
    only when the exact one is: 319 of 320 is 99,7, and 84,6 is not printed as the 85 that it misses.
    """
    return round_beside(percentage_of(part, whole), [0, 100, *thresholds], places)


def format_rate(part: Exact, whole: Exact, *, thresholds: Iterable[Exact] = (), places: int = 0) -> str:
    """Return « 75 % », rounded by `round_rate`, no idle decimals."""
    return format_percent(round_rate(part, whole, thresholds=thresholds, places=places))


def format_percent(value: Decimal) -> str:
    """Return a percentage as it was agreed or typed, « 60 % », « 33,33 % »: not rounded, no idle decimals."""
    return f"{format_number(value)}{'' if is_english() else SPACE}%"


def round_ratio(numerator: Exact, denominator: Exact) -> Decimal:
    """Return a ratio that is itself a result, in per cent, to a decimal: 5 of 8 is 62,5, and no 63 to recompute."""
    return round_rate(numerator, denominator, places=1)


def format_ratio(numerator: Exact, denominator: Exact) -> str:
    """Return « 62,5 % », rounded by `round_ratio`."""
    return format_percent(round_ratio(numerator, denominator))


def round_points(now: Exact, before: Exact) -> Decimal:
    """Return by how many points a rate moved, both in per cent: the difference of what `round_ratio` prints.

    It is what the reader subtracts. 0 only where nothing moved: two rates that print the same are told apart by
    more decimals.
    """
    shown = round_ratio(now, 100) - round_ratio(before, 100)
    return shown or round_beside(Fraction(now) - Fraction(before), [0], 1)


def format_points(points: Decimal) -> str:
    """Return how a rate moved, by `round_points`: « +3,2 points », « −1 point », « = » only where nothing moved."""
    return f"{'+' if points > 0 else ''}{counted(points, 'point')}" if points else "="


def format_measure(value: Exact, is_ratio: bool) -> str:
    """Return a target, or what is measured against it: « 32 », « 12,5 »; « 75 % » of a ratio. A decimal at most
    where it is a share of a year; what was typed is not rounded.
    """
    number = round_number(value, 1) if isinstance(value, Fraction) else value
    return format_percent(Decimal(number)) if is_ratio else format_number(number)


@register.filter
def percent(value: Decimal | None) -> str:
    return "" if value is None else format_percent(value)


@register.filter
def rate(value: Exact | None, places: int = 0) -> str:
    """A percentage that was computed, rounded as every rate."""
    return BLANK if value is None else format_rate(value, 100, places=places)
