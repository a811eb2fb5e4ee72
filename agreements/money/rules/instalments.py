"""Where an instalment stands, in words: conditional, due, received in part, received, late. Pure; reads no row."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from agreements.currency import NOTHING
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.phrases import counted


class State(StrEnum):
    CONDITIONAL = "conditional"
    DUE = "due"
    PART = "part"
    RECEIVED = "received"
    LATE = "late"


LOOKS = {
    State.CONDITIONAL: ("quiet", "turn-none"),
    State.DUE: ("others", "turn-others"),
    State.PART: ("others", "turn-others"),
    State.RECEIVED: ("settled", "check"),
    State.LATE: ("late", "alert"),
}


@dataclass(frozen=True)
class Awaited:
    """The report that an instalment waits for; `accepted_on` once the funder accepted it."""

    words: str
    due_on: date
    accepted_on: date | None


LABELS = {
    State.CONDITIONAL: "Conditionnel",
    State.DUE: "Exigible",
    State.PART: "Reçu en partie",
    State.RECEIVED: "Reçu",
}


@dataclass(frozen=True)
class Standing:
    """`words` follow the label: the day, what is awaited, what is left."""

    state: State
    words: str
    received: Decimal
    rest: Decimal
    days_late: int = 0

    @property
    def label(self) -> str:
        late = f"En retard de {counted(self.days_late, 'jour')}"
        return LABELS.get(self.state, late)

    @property
    def turn(self) -> str:
        return LOOKS[self.state][0]

    @property
    def sign(self) -> str:
        return LOOKS[self.state][1]


def standing_of(
    *, amount: Decimal, received: Decimal, expected_on: date, awaited: Awaited | None, today: date
) -> Standing:
    """Return where an instalment stands. It is late from the day after it was expected or, later, after the report it
    waits for was accepted: a funder is not late while the report is not in.
    """
    rest = max(amount - received, NOTHING)
    if not rest:
        more = f"{format_money(received - amount)} de trop" if received > amount else ""
        return Standing(State.RECEIVED, more, received, rest)
    left = f"reste {format_money(rest)}" if received else ""
    if awaited and awaited.accepted_on is None:
        after = ", après le jour attendu" if comes_early(expected_on, awaited) else ""
        wait = f"à l’acceptation du {awaited.words}, dû le {format_day(awaited.due_on)}{after}"
        return Standing(State.PART if left else State.CONDITIONAL, _joined(left, wait), received, rest)
    since = max(expected_on, awaited.accepted_on) if awaited and awaited.accepted_on else expected_on
    late = (today - since).days
    if late > 0:
        return Standing(State.LATE, left, received, rest, late)
    when = "aujourd’hui" if since == today else f"le {format_day(since)}"
    if left:
        return Standing(State.PART, f"{left}, exigible {when}", received, rest)
    return Standing(State.DUE, when, received, rest)


def comes_early(expected_on: date, awaited: Awaited) -> bool:
    """Whether an instalment is expected before the report it waits for is due, and that report is not accepted yet."""
    return awaited.accepted_on is None and expected_on < awaited.due_on


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)
