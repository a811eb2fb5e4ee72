"""The follow-ups of a joint target's households, in words: whole for the receiver, masked for the sender."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from roriq_portal.formats.numbers import BLANK, format_number
from services.counting.answer_format import STATE_WORDS
from services.counting.masking import MASKED, hidden_parts, threshold_of
from services.households.lifecycle import Result
from services.households.totals import Number
from services.masking.audiences import Audience
from services.models.declaration import AnswerState

NOT_COLLECTED = STATE_WORDS[AnswerState.NOT_COLLECTED]
KEPT = "l’organisme qui accueille garde ces nombres tant qu’ils diraient ce que devient un ménage."
NAMES = {Result.STAYED: ("resté", "restés"), Result.LEFT: ("parti", "partis"), Result.UNKNOWN: ("inconnu", "inconnus")}
Outcomes = Mapping[str, int]


def format_retention(months: int, outcomes: Outcomes, *, to_sender: bool) -> str:
    """Return « Suivi à 6 mois : 8 restés, 1 parti, 0 inconnu. », masked for the sender."""
    start = f"Suivi à {months}\xa0mois\xa0: "
    hidden = hidden_parts(outcomes, Audience.ORGANISM) if to_sender else set()
    if to_sender and (not may_read(outcomes) or len(hidden) == len(NAMES)):
        return start + KEPT
    parts = [_part(outcomes.get(result, 0), names, result in hidden) for result, names in NAMES.items()]
    return f"{start}{', '.join(parts)}."


def format_household_number(number: Number | None) -> str:
    """Return « 7 », « 8 sur 10, 1 inconnu » of a retention, « n. d., 7 inconnus », « masqué » of one, or « – »."""
    if number is None:
        return BLANK
    if is_one_household(number.denominator):
        return MASKED
    if not number.denominator:
        return format_number(number.value)
    said = NOT_COLLECTED if number.is_unknown else f"{number.value} sur {number.denominator}"
    return f"{said}, {format_unknown(number.unknown)}" if number.unknown else said


def format_unknown(unknown: int) -> str:
    """Return « 1 inconnu », « 5 inconnus »."""
    words = gettext_noop("inconnus") if unknown > 1 else gettext_noop("inconnu")
    return f"{unknown} {gettext(words)}"


def is_one_household(denominator: Decimal | int | None) -> bool:
    """Whether a retention would say what became of one household: nobody prints it, not even its own organism."""
    return denominator == 1


def may_read(outcomes: Outcomes) -> bool:
    """Whether counts tell of a group and not of a household: enough of them followed up, and not all with one result.

    The sender knows which households it referred: of fewer, or of a group that all stayed, the counts are names.
    """
    is_enough = sum(outcomes.values()) >= threshold_of(Audience.ORGANISM)
    return is_enough and sum(number > 0 for number in outcomes.values()) > 1


def _part(number: int, names: tuple[str, str], is_hidden: bool) -> str:
    singular, plural = names
    if is_hidden:
        return f"{plural}\xa0: {MASKED}"
    return f"{number} {plural if number > 1 else singular}"
