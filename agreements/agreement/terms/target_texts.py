"""The canonical text of a target, as amendments keep it, and its words. Pure; reads no row."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext

from agreements.agreement.terms.period_places import PeriodPlace
from roriq_portal.formats.rates import format_measure


def number_text(value: Decimal) -> str:
    """Return « 32.00 »."""
    return f"{value:.2f}"


def target_mark(value: Decimal, periods: Mapping[PeriodPlace, Decimal]) -> str:
    """Return what a page that shows a target and those of its periods sends back: « 18.00 interim/1=7.00 »."""
    return " ".join([number_text(value), *(f"{place}={number_text(periods[place])}" for place in sorted(periods))])


def read_target(text: str) -> tuple[Decimal, Decimal | None]:
    """Return the target of a change, and that of the interim report, which letters gave beside it before each period
    had its own clause: « 32.00/16.00 ». Signed ones say so for ever.
    """
    value, _, interim = text.partition("/")
    return Decimal(value), Decimal(interim) if interim else None


def target_words(text: str, is_ratio: bool) -> str:
    """Return « 32 », « 75 % », of what was once « 32.00/16.00 »: « 32, 16 au rapport d’étape »."""
    value, interim = read_target(text)
    if interim is None:
        return format_measure(value, is_ratio)
    measures = (format_measure(number, is_ratio) for number in (value, interim))
    return gettext("{}, {} au rapport d’étape").format(*measures)
