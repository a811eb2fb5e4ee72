"""Numbers as Québec writes them: « 1 204 », « 12,5 », « −3 »; a blank is « – », never 0. The only place that rounds.

In English: « 1,204 », « 12.5 », « −3 ».
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation
from fractions import Fraction

from django.template import Library

from roriq_portal.formats.language import is_english

register = Library()
Exact = Decimal | Fraction | int
SPACE = "\u00a0"
BLANK = "–"


def round_number(value: Exact, places: int = 0) -> Decimal:
    """Return the nearest number of so many decimals, halves away from zero: 0,5 → 1 and −0,5 → −1. Never « −0 »."""
    return _rounded(value, places, ROUND_HALF_UP)


def round_up(value: Exact, places: int = 0) -> Decimal:
    """Return the number of so many decimals at or past the value, away from zero: a need is never understated."""
    return _rounded(value, places, ROUND_UP)


def round_beside(
    value: Decimal | Fraction | int, bounds: Iterable[Decimal | Fraction | int], places: int = 0
) -> Decimal:
    """Return the number rounded to so many decimals, or to the first that keep it on its side of each bound.

    The rounded figure is equal to a bound only when the exact one is.
    """
    exact, sides = Fraction(value), [Fraction(bound) for bound in bounds]
    rounded = round_number(exact, places)
    while any(_side(Fraction(rounded), bound) != _side(exact, bound) for bound in sides):
        places += 1
        rounded = round_number(exact, places)
    return rounded


def format_number(value: Decimal | int, places: int | None = None) -> str:
    """Return « 1 204 », « 12,5 », « −3 »; `places` rounds to that many decimals and prints them all."""
    text = f"{Decimal(value).normalize() + 0:,f}" if places is None else f"{round_number(value, places):,f}"
    text = text.replace("-", "−")
    return text if is_english() else text.replace(",", SPACE).replace(".", ",")


def format_change(value: Decimal) -> str:
    """Return « +12 », « −3 » or « = »."""
    if value > 0:
        return f"+{format_number(value)}"
    return format_number(value) if value else "="


def format_size(size: int) -> str:
    """Return a number of bytes as « 63 ko » or « 1,2 Mo », « 63 KB » or « 1.2 MB »."""
    thousands, millions = ("KB", "MB") if is_english() else ("ko", "Mo")
    if size < 1024 * 1024:
        return f"{format_number(max(Decimal(1), round_number(Fraction(size, 1024))))}{SPACE}{thousands}"
    return f"{format_number(round_number(Fraction(size, 1024 * 1024), 1))}{SPACE}{millions}"


def unit_for(value: Decimal | int | None, singular: str, plural: str) -> str:
    """Return the unit that agrees with a number, « 1 séance », « 105 séances »; several where there is no number.

    In English only one, or one less, is singular: « 0 sessions », « 1.5 hours ».
    """
    if is_english():
        return singular if value is not None and abs(value) == 1 else plural
    return singular if value is not None and -2 < value < 2 else plural


def group_digits(digits: str, size: int, mark: str = " ") -> str:
    """Return the digits of a hash or of a code in groups that the eye can follow."""
    return mark.join(digits[start : start + size] for start in range(0, len(digits), size))


def plain(value: Decimal | int | None) -> str | None:
    """Return the number as data: « 1204 », « 12.5 », never an exponent; None for none."""
    return None if value is None else f"{Decimal(value).normalize():f}"


def decimal_or_none(number: str | None) -> Decimal | None:
    """Return the number that `plain` wrote; None for a blank, a mask or anything that is not a finite number."""
    try:
        value = Decimal(number) if number else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


@register.filter
def file_size(value: int) -> str:
    return format_size(value)


@register.filter
def number(value: Decimal | int | None, places: int | None = None) -> str:
    """Return « 12,5 »; `places` are the most decimals, idle ones left out; nothing prints « – »."""
    if value is None:
        return BLANK
    return format_number(value if places is None else round_number(value, places))


def _side(value: Fraction, bound: Fraction) -> int:
    return (value > bound) - (value < bound)


def _rounded(value: Exact, places: int, how: str) -> Decimal:
    if isinstance(value, Fraction):
        scaled = value * 10**places
        whole = abs(scaled.numerator) // scaled.denominator
        rest = abs(scaled) - whole
        whole += rest > 0 if how == ROUND_UP else rest * 2 >= 1
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)
    return Decimal(value).quantize(Decimal(1).scaleb(-places), how) + 0
