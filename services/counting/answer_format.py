"""One of the four answers in words: a number or a rate, 0, s. o., n. d."""

from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.rates import format_ratio
from services.models.declaration import AnswerState

STATE_WORDS: dict[str, str] = {
    AnswerState.NOT_APPLICABLE: gettext_noop("s.\u00a0o."),
    AnswerState.NOT_COLLECTED: gettext_noop("n.\u00a0d."),
}


def at_least(words: str) -> str:
    """Return « au moins 12 »: what is known of a figure that may be greater."""
    return f"au moins {words}"


def format_answer(
    state: str, value: Decimal | int | None, denominator: Decimal | None = None, *, is_money: bool = False
) -> str:
    """Return what an answer prints: number, « 62,5 % » if it has a denominator, sum, « s. o. », « n. d. » or « – »."""
    if state in STATE_WORDS:
        return gettext(STATE_WORDS[state])
    if state == AnswerState.BLANK or value is None:
        return BLANK
    if is_money:
        return format_money(value)
    return format_ratio(value, denominator) if denominator else format_number(value)


def format_with_terms(state: str, value: Decimal | int | None, denominator: Decimal | int | None) -> str:
    """Return what an answer prints where it stands alone, for a reader who compares: « 62,5 % (5 sur 8) »."""
    words = format_answer(state, value, None if denominator is None else Decimal(denominator))
    if value is None or not denominator or state in STATE_WORDS:
        return words
    return f"{words} ({format_number(value)} sur {format_number(denominator)})"
