"""What holds of an activity whatever the way in: typed, corrected, typed many at once, done again, read in a register.

Pure: the forms and the registers bring what they read; each says the refusal where it was typed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from roriq_portal.formats.numbers import format_number
from services.text.spelling import personal_data_in

# Indicators of state-sponsored refugees, who arrive in the cities mandated to receive them
MANDATED = frozenset({"V4.09"})
OUTSIDE_MANDATE = "Des personnes RPCE arrivent d’ordinaire dans une ville mandatée. Vérifiez la municipalité."
LONGEST_NOTE = 2_000
OUTSIDE = "hors des volets"
COUNTS_NOBODY = "Ce type d’activité ne compte pas de personnes\xa0: laissez la ventilation vide."


class Reason(StrEnum):
    """Why a remark is made on a record that is good all the same."""

    NOT_MANDATED = "not-mandated"
    PERSONAL_DATA = "personal-data"
    OUTSIDE = "outside-components"


@dataclass(frozen=True)
class Outside:
    """So many activities of a component; `agreement`: the one that does not name it, empty for the whole organism."""

    component: int
    agreement: str
    number: int


@dataclass(frozen=True)
class Remark:
    """A warning. field: `municipality`, `partner` or `notes`; kinds: the personal data that it seems to hold."""

    field: str
    reason: Reason
    kinds: str = ""


def has_decimals(source: str, unit: str) -> bool:
    """Whether what a recipe draws from this number may have decimals: hours alone do."""
    return source == "quantity" and unit.startswith("heure")


def breakdown_is_refused(parts: Decimal | int, total: Decimal | int | None, *, counts_people: bool) -> bool:
    """Whether a breakdown passes its total, or breaks down people that the type does not count.

    A total that is still to be typed refuses nothing here: its own box asks for it.
    """
    return bool(parts) and (not counts_people or (total is not None and parts > total))


def is_outside_mandate(indicators: Collection[str], day: date, receives_since: date | None) -> bool:
    """Whether refugees sponsored by the State arrive in a city not mandated that day, or in none."""
    return not MANDATED.isdisjoint(indicators) and (receives_since is None or day < receives_since)


def is_outside(component: int, named: Collection[int], *, takes_all: bool) -> bool:
    """Whether a component is none of those named. `takes_all`: naming none takes every one, as an agreement does."""
    return component not in named and (bool(named) or not takes_all)


def outside_words(rows: Iterable[Outside], *, is_ahead: bool = False) -> list[str]:
    """Return one sentence each: « Le volet 4 n’est pas un volet de l’entente MIN-1 : ces 3 fiches comptent … ».

    `is_ahead`: of records that are still to be written.
    """
    return [_outside_words(row, is_ahead) for row in rows]


def _outside_words(row: Outside, is_ahead: bool) -> str:
    whose = f"de l’entente {row.agreement}" if row.agreement else "que l’organisme offre"
    subject = "cette fiche" if row.number == 1 else f"ces {format_number(row.number)}\u00a0fiches"
    counts = ("compte", "comptent") if not is_ahead else ("comptera", "compteront")
    verb = counts[row.number > 1]
    return f"Le volet {row.component} n’est pas un volet {whose}\u00a0: {subject} {verb} «\u00a0{OUTSIDE}\u00a0»."


def personal_remarks(note: str, partner_names: Iterable[str]) -> list[Remark]:
    """Return what the free text of a record seems to hold of a person: its partners first, then its note."""
    texts = (("partner", " ; ".join(partner_names)), ("notes", note))
    kinds_of = ((field, personal_data_in(text)) for field, text in texts)
    return [Remark(field, Reason.PERSONAL_DATA, kinds) for field, kinds in kinds_of if kinds]


def remarks_on(
    *, indicators: Collection[str], day: date, receives_since: date | None, note: str, partner_names: Sequence[str]
) -> list[Remark]:
    """Return the warnings on a record, in the order of its fields. `indicators`: the codes that it counts."""
    outside = [Remark("municipality", Reason.NOT_MANDATED)] * is_outside_mandate(indicators, day, receives_since)
    return [*outside, *personal_remarks(note, partner_names)]
