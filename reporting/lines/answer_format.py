"""What one box of a line prints."""

from decimal import Decimal

from reporting.models import Line
from services.counting.answer_format import format_answer


def format_box(kind: str, state: str, value: Decimal | int | None, denominator: Decimal | None = None) -> str:
    """Return a number in the way of its kind of line, 0, s. o., n. d., or « – »."""
    ratio = denominator if kind == Line.Kind.RATIO else None
    return format_answer(state, value, ratio, is_money=kind == Line.Kind.MONEY)
