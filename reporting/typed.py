"""What a person typed in a box of a report: a number as French writes it, one of the four answers, or a sentence that says what to do."""

import re
from dataclasses import dataclass
from decimal import Decimal

from services.models.declaration import AnswerState

MOST = Decimal(999_999_999)
MOST_CHARS = 20
SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,4})?")
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
    """Return the text without the signs no database keeps (NUL, lone surrogates), lines ended as the paper ends them."""
    kept = "".join(char for char in text if char != "\x00" and not "\ud800" <= char <= "\udfff")
    return kept.replace("\r\n", "\n").replace("\r", "\n")


def read_number(raw: str, *, decimals: int = 0) -> Decimal:
    """Return a number from 0 to 999 999 999. Refuses (TypedRefused) letters, signs, and decimals where they have no sense."""
    example = "1\u00a0234,50" if decimals else "128"
    bare = SPACES.sub("", raw).removesuffix("$")
    if len(bare) > MOST_CHARS or not NUMBER.fullmatch(bare):
        what = "un nombre" if decimals else "un nombre entier"
        raise TypedRefused(f"Inscrivez {what}, par exemple {example}.")
    number = Decimal(bare.replace(",", "."))
    if number > MOST:
        raise TypedRefused("Ce nombre est trop grand pour ce rapport. Relisez-le.")
    if number != round(number, decimals):
        raise TypedRefused(
            f"Inscrivez au plus {decimals} décimales." if decimals else "Inscrivez un nombre entier, sans décimale."
        )
    return round(number, decimals) if decimals else Decimal(int(number))


def read_answer(raw: str, kind: str, *, decimals: int = 0) -> Typed:
    """Return one of the four answers, or blank. Refuses (TypedRefused) a number and a choice that disagree: never a guess."""
    typed = SPACES.sub("", readable(raw)).casefold()
    chosen = kind if kind in KINDS else ""
    spelled = WORDS_TYPED.get(typed)
    if spelled:
        return _agreed(spelled, chosen, KIND_WORDS[spelled])
    if not typed:
        return _without_number(chosen)
    number = read_number(typed, decimals=decimals)
    return _agreed("zero" if number == 0 else "nombre", chosen, readable(raw).strip(), number)


def _without_number(chosen: str) -> Typed:
    if chosen in ("", "nombre"):
        return Typed()
    return Typed(KINDS[chosen], Decimal(0) if chosen == "zero" else None)


def _agreed(found: str, chosen: str, shown: str, number: Decimal | None = None) -> Typed:
    """A zero may be typed as a number or chosen; any other pair must be the same."""
    if chosen not in ("", found) and not (found == "zero" and chosen == "nombre"):
        words = KIND_WORDS.get(chosen, "un nombre")
        raise TypedRefused(f"Vous avez écrit {shown} et choisi {words}\u00a0: gardez l’un des deux.")
    if found == "zero":
        return Typed(AnswerState.ZERO, Decimal(0))
    return Typed(KINDS[found], number)


def shown_number(value: Decimal | None) -> str:
    """Return a number as a box shows it: « 128 », « 12,5 », « 1234,50 », never grouped, so that it can be typed over."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return str(int(value)) if whole else f"{value:.2f}".replace(".", ",")
