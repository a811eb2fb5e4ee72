"""Dollars as Québec writes them: « 1 204,50 $ », in English « $1,204.50 ». One place, also a filter."""

from decimal import Decimal

from django.template import Library

from roriq_portal.formats.language import is_english
from roriq_portal.formats.numbers import BLANK, SPACE, format_number

register = Library()


def format_money(amount: Decimal | int, places: int = 2) -> str:
    """Return « 1 204,50 $ », its spaces unbreakable; `places` 0 rounds to the dollar: « 1 205 $ »."""
    text = format_number(amount, places)
    if is_english():
        return f"−${text[1:]}" if text.startswith("−") else f"${text}"
    return f"{text}{SPACE}$"


@register.filter
def money(amount: Decimal | None, places: int = 2) -> str:
    return BLANK if amount is None else format_money(amount, places)
