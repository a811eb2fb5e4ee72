"""Numbers and answers as French prints them, with no-break spaces; a blank is « – », never 0."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

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


def say_unit(value: Decimal | int | None, one: str, many: str) -> str:
    """Return the unit that agrees with a number, « 1 séance », « 105 séances »; several where there is no number."""
    return one if value is not None and abs(value) < 2 else many


def grouped(digits: str, size: int, mark: str = " ") -> str:
    """Return the digits of a hash or of a code in groups that the eye can follow."""
    return mark.join(digits[start : start + size] for start in range(0, len(digits), size))


def size_words(size: int) -> str:
    """« 63 ko » or « 1,2 Mo »."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{SPACE}ko"
    return f"{say_number(Decimal(size) / 1024 / 1024, 1)}{SPACE}Mo"


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
