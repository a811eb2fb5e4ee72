"""Dollars as Québec writes them: « 1 204,50 $ », in English « $1,204.50 ». One place, also a filter."""

from decimal import Decimal

from django.template import Library

from roriq_portal.formats.language import is_english
from roriq_portal.formats.numbers import BLANK, SPACE, format_number

register = Library()
THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)


def format_money(amount: Decimal | int, places: int = 2) -> str:
    """Return « 1 204,50 $ », its spaces unbreakable; `places` 0 rounds to the dollar: « 1 205 $ »."""
    return _dollars(format_number(amount, places))


def format_millions(amount: Decimal) -> str:
    """Return « 12,4 M$ » of a million or more, « 640 000 $ » of less: to be looked at, not to be added."""
    if abs(amount) < MILLION:
        return format_money(amount, 0)
    return _dollars(format_number(amount / MILLION, 1), "M")


def format_short_money(amount: Decimal) -> str:
    """Return « 12,4 M$ » of a million or more, « 380 k$ » of a thousand or more, « 640 $ »: for the room of a mark."""
    if abs(amount) >= MILLION or abs(amount) < THOUSAND:
        return format_millions(amount)
    return _dollars(format_number(amount / THOUSAND, 0), "k")


def _dollars(number: str, unit: str = "") -> str:
    """Return « 12,4 M$ », « −$12.4M »: in English the sign of a loss stands before the dollar's."""
    if is_english():
        return f"−${number[1:]}{unit}" if number.startswith("−") else f"${number}{unit}"
    return f"{number}{SPACE}{unit}$"


@register.filter
def money(amount: Decimal | None, places: int = 2) -> str:
    return BLANK if amount is None else format_money(amount, places)
