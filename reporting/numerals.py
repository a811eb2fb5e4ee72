"""Numbers, days and answers as French prints them, with no-break spaces; a blank is « – », never 0."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from django.utils import timezone

from reporting.models import Line
from services.models.declaration import AnswerState

SPACE = "\u00a0"
BLANK = "–"
STATE_WORDS = {AnswerState.NOT_APPLICABLE: f"s.{SPACE}o.", AnswerState.NOT_COLLECTED: f"n.{SPACE}d."}


def say_number(value: Decimal | int, places: int | None = None) -> str:
    """Return « 1 204 », « 12,5 »; `places` fixes the decimals."""
    value = Decimal(value)
    text = f"{value.normalize():,f}" if places is None else f"{value:,.{places}f}"
    return text.replace(",", SPACE).replace(".", ",").replace("-", "−")


def say_money(value: Decimal) -> str:
    return f"{say_number(value, 2)}{SPACE}$"


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return a whole percentage, halves upwards. The whole is not zero."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP)


def say_percent(part: Decimal, whole: Decimal) -> str:
    return f"{say_number(percent(part, whole))}{SPACE}%"


def say_answer(kind: str, state: str, value: Decimal | None, denominator: Decimal | None = None) -> str:
    """Return what one box prints: a number in its unit's way, 0, s. o., n. d., or « – »."""
    if state in STATE_WORDS:
        return STATE_WORDS[state]
    if state == AnswerState.BLANK or value is None:
        return BLANK
    if kind == Line.Kind.MONEY:
        return say_money(value)
    if kind == Line.Kind.RATIO and denominator:
        return say_percent(value, denominator)
    return say_number(value)


def plain(value: Decimal | int | None) -> str | None:
    """Return the number as data: « 1204 », « 12.5 », never an exponent; None for none."""
    return None if value is None else f"{Decimal(value).normalize():f}"


def say_day(day: date) -> str:
    """Return « 1er avril 2025 »."""
    text = format_date(day, "d MMMM y", locale="fr_CA")
    return f"1er{text[1:]}" if day.day == 1 else text


def say_period(first: date, last: date) -> str:
    """Return « 1er avril 2025 au 31 mars 2026 »."""
    return f"{say_day(first)} au {say_day(last)}"


def say_moment(moment: datetime, link: str = " à ") -> str:
    """Return « 9 juin 2026 à 10 h 04 », in Montréal."""
    here = timezone.localtime(moment)
    return f"{say_day(here.date())}{link}{here.hour}{SPACE}h{SPACE}{here.minute:02d}"
