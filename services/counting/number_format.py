"""Figures of results in words: numbers, changes and answers, as French prints them."""

from decimal import Decimal

from services.models.declaration import AnswerState

SPACE = "\u00a0"
BLANK = "–"


def say_number(value: Decimal | int) -> str:
    """Return « 1 204 », « 12,5 », « −3 »."""
    plain = f"{Decimal(value).normalize():,f}"
    return plain.replace(",", SPACE).replace(".", ",").replace("-", "−")


def say_change(value: Decimal) -> str:
    """Return « +12 », « −3 » or « = »."""
    if not value:
        return "="
    return f"+{say_number(value)}" if value > 0 else say_number(value)


def say_state(state: str, value: Decimal | None, denominator: Decimal | None = None) -> str:
    """Return one of the four answers: a number or a share, 0, s. o., n. d."""
    if state == AnswerState.NOT_APPLICABLE:
        return f"s.{SPACE}o."
    if state == AnswerState.NOT_COLLECTED:
        return f"n.{SPACE}d."
    if value is None:
        return BLANK
    return f"{say_number(round(value * 100 / denominator))}{SPACE}%" if denominator else say_number(value)
