"""The values typed in the boxes of a report: a number as French writes it, one of the four answers, or a refusal."""

import re
from dataclasses import dataclass
from decimal import Decimal

from roriq_portal.formats import typed as formats
from services.models.declaration import AnswerState

TOO_BIG, MOST_DECIMALS = 10**12, 4
INVALID = "Inscrivez un nombre, par exemple 128."
BELOW_ZERO = "Un nombre sous zéro n’a pas de sens ici\u00a0: inscrivez zéro ou plus."
SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
KINDS = {
    "nombre": AnswerState.VALUE,
    "zero": AnswerState.ZERO,
    "so": AnswerState.NOT_APPLICABLE,
    "nd": AnswerState.NOT_COLLECTED,
}
KIND_OF_STATE = {str(state): kind for kind, state in KINDS.items()}
WORDS_TYPED = {"so": "so", "s.o.": "so", "s.o": "so", "nd": "nd", "n.d.": "nd", "n.d": "nd"}
KIND_WORDS = {"zero": "0", "so": "s.\u00a0o.", "nd": "n.\u00a0d."}


class TypedRefused(ValueError):
    """What was typed cannot be kept; the message says what to write."""


@dataclass(frozen=True)
class Typed:
    state: str = AnswerState.BLANK
    value: Decimal | None = None


def readable(text: str) -> str:
    """Return the text without the signs no database keeps (NUL, lone surrogates), each line ended by one sign."""
    storable = "".join(char for char in text if char != "\x00" and not "\ud800" <= char <= "\udfff")
    return storable.replace("\r\n", "\n").replace("\r", "\n")


def read_number(raw: str) -> Decimal:
    """Return a number as French writes it. Refuses (TypedRefused) letters and signs; its line is checked elsewhere."""
    bare = raw.strip().removesuffix("$")
    try:
        number = formats.read_number(bare)
    except formats.Unread as unread:
        raise TypedRefused(str(unread) if unread.code == "unsure" else INVALID) from unread
    if number < 0:
        raise TypedRefused(BELOW_ZERO)
    if number >= TOO_BIG or number != round(number, MOST_DECIMALS):
        raise TypedRefused(INVALID)
    return number


def read_answer(raw: str, kind: str) -> Typed:
    """Return one of the four answers, or blank. Refuses (TypedRefused) a number and a choice that disagree."""
    words = SPACES.sub("", readable(raw)).casefold()
    chosen = kind if kind in KINDS else ""
    spelled = WORDS_TYPED.get(words)
    if spelled:
        return _agreed(spelled, chosen, KIND_WORDS[spelled])
    if not words:
        return _without_number(chosen)
    number = read_number(readable(raw))
    return _agreed("zero" if number == 0 else "nombre", chosen, readable(raw).strip(), number)


def _without_number(chosen: str) -> Typed:
    if chosen in ("", "nombre"):
        return Typed()
    return Typed(KINDS[chosen], Decimal(0) if chosen == "zero" else None)


def _agreed(typed: str, chosen: str, shown: str, number: Decimal | None = None) -> Typed:
    """A zero may be typed as a number or chosen; any other pair must be the same."""
    if chosen not in ("", typed) and not (typed == "zero" and chosen == "nombre"):
        words = KIND_WORDS.get(chosen, "un nombre")
        raise TypedRefused(f"Vous avez écrit {shown} et choisi {words}\u00a0: gardez l’un des deux.")
    if typed == "zero":
        return Typed(AnswerState.ZERO, Decimal(0))
    return Typed(KINDS[typed], number)


def shown_number(value: Decimal | None) -> str:
    """Return a number as a box shows it: « 128 », « 12,5 », « 1234,50 », without spaces so that one can edit it."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return str(int(value)) if whole else f"{value:.2f}".replace(".", ",")
