"""The way of each report on a day, from its steps alone: how far it had come. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from reporting.models import Report
from reporting.models.report import AT_FUNDER

State = Report.State


class Reached(IntEnum):
    """How far an annual report has come; each step holds those after it."""

    ASKED = 0
    BEGUN = 1
    READY = 2
    FILED = 3
    ENDORSED = 4
    APPROVED = 5
    CONSOLIDATED = 6


class Issued(IntEnum):
    """How far what a funder asks has come."""

    DUE = 0
    BEGUN = 1
    ISSUED = 2
    ACCEPTED = 3


# What came back was filed: it counts among those, and no further
OF_STATE = {
    State.DRAFT: Reached.ASKED,
    State.TO_CERTIFY: Reached.READY,
    State.SUBMITTED: Reached.FILED,
    State.RETURNED: Reached.FILED,
    State.ENDORSED: Reached.ENDORSED,
    State.APPROVED: Reached.APPROVED,
}


@dataclass(frozen=True)
class Way:
    """One report, or what is asked with no report yet. Days are days of Québec; None: it did not happen.

    `year`: the State year in which its period ends. `steps`: (day, state that it left the report in), in their order.
    `is_begun`: somebody wrote in it; on which day first is not kept.
    """

    year: int
    asked_on: date | None
    steps: Sequence[tuple[date, str]] = ()
    is_begun: bool = False
    excused_on: date | None = None
    consolidated_on: date | None = None

    def is_asked(self, day: date) -> bool:
        """Whether it was asked on that day, and not excused by then."""
        return _by(self.asked_on, day) and not _by(self.excused_on, day)

    def state(self, day: date) -> str:
        """Return its state at the end of a day: a draft before its first step."""
        return next((state for at, state in reversed(self.steps) if at <= day), str(State.DRAFT))

    def reached(self, day: date) -> Reached:
        """Return how far an annual report had come at the end of a day."""
        reached = OF_STATE[State(self.state(day))]
        if reached == Reached.ASKED and self.is_begun:
            return Reached.BEGUN
        consolidated = reached == Reached.APPROVED and _by(self.consolidated_on, day)
        return Reached.CONSOLIDATED if consolidated else reached

    def issued(self, day: date) -> Issued:
        """Return how far a funder's report had come at the end of a day."""
        state = self.state(day)
        if state in Report.ACCEPTED:
            return Issued.ACCEPTED
        if state in AT_FUNDER:
            return Issued.ISSUED
        return Issued.BEGUN if self.is_begun else Issued.DUE


def _by(happened: date | None, day: date) -> bool:
    return happened is not None and happened <= day


def counted(reached: Iterable[IntEnum], steps: Iterable[IntEnum]) -> list[int]:
    """Return, for each step, how many came that far or further."""
    ranks = list(reached)
    return [sum(rank >= step for rank in ranks) for step in steps]
