"""Days and hours as Québec writes them, on screen, papers and mails: « 1er avril 2026 », « 10 h 07 ».

In English: « 1 April 2026 », « 10:07 ».
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date, get_month_names
from django.template import Library
from django.utils import timezone

from roriq_portal.formats.language import is_english

register = Library()
SPACE = "\u00a0"
FRENCH, ENGLISH = "fr_CA", "en_CA"
# What stands in the words of a period beside digits and commas
WORDS_OF_PERIODS = re.compile(r"1er|[^\W\d_]+")


def format_day(day: date) -> str:
    """Return « 1er avril 2025 »; a moment gives its day in Montréal."""
    return _format_in_montreal(day, "d MMMM y")


def format_period(first: date, last: date) -> str:
    """Return « 1er avril 2025 au 31 mars 2026 »."""
    return f"{format_day(first)} {'to' if is_english() else 'au'} {format_day(last)}"


def format_short_period(first: date, last: date) -> str:
    """Return « 2025-2026 », « 2025 » for a year or more; of less, its own days: « avril à septembre 2025 »."""
    after = last + timedelta(days=1)
    if (after.year - 1, after.month, after.day) >= (first.year, first.month, first.day):
        return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
    if first.day != 1 or after.day != 1:
        return format_period(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return format_month(first)
    begun = format_month_name(first.month) if first.year == last.year else format_month(first)
    return f"{begun} {'to' if is_english() else 'à'} {format_month(last)}"


def year_before(day: date) -> date:
    """Return the same day a year before; 29 February gives the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def format_month(first: date) -> str:
    """Return « juin 2026 »."""
    return format_date(first, "MMMM y", locale=_locale())


def format_day_month(day: date) -> str:
    """Return « 1er avril »."""
    return _format_in_montreal(day, "d MMMM")


def format_month_name(month: int) -> str:
    """Return « avril » for 4."""
    return get_month_names(locale=_locale())[month]


def format_clock(moment: datetime) -> str:
    """Return « 10 h 07 », in Montréal, with no-break spaces; « 10:07 »."""
    here = timezone.localtime(moment)
    if is_english():
        return f"{here.hour}:{here.minute:02d}"
    return f"{here.hour}{SPACE}h{SPACE}{here.minute:02d}"


def format_moment(moment: datetime, link: str = " à ") -> str:
    """Return « 9 juin 2026 à 10 h 04 », in Montréal; « 9 June 2026 at 10:04 »."""
    link = " at " if link == " à " and is_english() else link
    return f"{format_day(moment)}{link}{format_clock(moment)}"


def period_again(words: str) -> str:
    """Return in the language of now the words of a period that were written in French.

    They are those of `format_period` or `format_short_period`, or several joined by a comma.
    """
    if not is_english():
        return words
    return WORDS_OF_PERIODS.sub(lambda word: _in_english().get(word[0], word[0]), words)


@lru_cache(maxsize=1)
def _in_english() -> dict[str, str]:
    french, english = (get_month_names(locale=name) for name in (FRENCH, ENGLISH))
    return {"1er": "1", "au": "to", "à": "to", "du": "from"} | {french[month]: english[month] for month in french}


@register.filter
def day(value: date | None) -> str:
    return format_day(value) if value else ""


@register.filter
def day_month(value: date | None) -> str:
    return format_day_month(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    return format_month(value) if value else ""


@register.filter
def due_day(value: date | None, today: date) -> str:
    """Return « 30 juin », with its year when that is not the year of today: « 30 juin 2025 »."""
    if not value:
        return ""
    return format_day_month(value) if value.year == today.year else format_day(value)


@register.filter
def weekday(value: date | None) -> str:
    return f"{_format_in_montreal(value, 'EEEE')} {format_day(value)}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return format_moment(value, ", ") if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    return format_clock(value) if value else ""


def _format_in_montreal(value: date, pattern: str) -> str:
    """Return the day in this pattern, the first of a month as « 1er »; a moment is taken in Montréal time."""
    return _formatted(timezone.localdate(value) if isinstance(value, datetime) else value, pattern, _locale())


def _locale() -> str:
    return ENGLISH if is_english() else FRENCH


# A list prints the same few days on each of its rows
@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, locale: str) -> str:
    text = format_date(day, pattern, locale=locale)
    return f"1er{text[1:]}" if locale == FRENCH and day.day == 1 and pattern.startswith("d") else text
