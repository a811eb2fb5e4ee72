"""Days that each side took with a report, as its steps tell them: the organism, its pivot, the network, the funder.

A day is the day of Québec: what is filed and endorsed on one day took 0 days. A report that came back is in the hands
of its organism meanwhile: those days are nobody else's. A decision that was taken back, or a letter that was
contested, decided nothing; one made before the report came to the same side again is not its last word.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import QuerySet
from django.utils import timezone

from reporting.models import Report, Transition
from roriq_portal.fiscal_year import state_year_of
from roriq_portal.lateness import is_past_due

State = Report.State
TAKE_BACK, CONTEST = "take_back", "contest"
COLUMNS = ("pk", "organism", "region", "period", "kind", "state", "due_on", "filed_at", "issued_at")


@dataclass(frozen=True)
class Stage:
    """What one side does with a report. `state`: in which it waits for them; `decisions`: the steps that end it."""

    key: str
    side: str
    state: str = ""
    decisions: tuple[str, ...] = ()


FILE = Stage("file", "organism")
ENDORSE = Stage("endorse", "pivot", State.SUBMITTED, ("endorse",))
APPROVE = Stage("approve", "network", State.ENDORSED, ("approve",))
ACCEPT = Stage("accept", "funder", State.ISSUED, ("accept", "reserve"))
READ_STAGES = (ENDORSE, APPROVE, ACCEPT)
STAGES = (FILE, *READ_STAGES)


@dataclass(frozen=True)
class Spent:
    """The days of one stage of one report. `year`: the State year in which its period ends, 2025 for 2025-2026.

    `days`: in their hands until what they decided stands, or until today while they have it (`is_over` False). Of a
    filing: days after its due day, below zero before it; one that is not filed is there once it is late.
    """

    stage: Stage
    report_id: int
    organism_id: int
    region_id: int
    year: int
    days: int
    is_over: bool


@dataclass(frozen=True)
class Step:
    """One step of a report: its name, the state that it left it in, its day of Québec."""

    name: str
    target: str
    day: date


def read_days(reports: QuerySet[Report], today: date) -> list[Spent]:
    """Return the days of each stage that these reports reached; none of an excused one. Two queries.

    `reports`: those that the reader may know of, annual or a funder's. The days of a funder are those of the lead of
    its agreement, whose acceptance settles the report.
    """
    known = reports.filter(excused_at__isnull=True).order_by()
    steps = read_steps(known.values("pk"))
    return days_spent(known.values_list(*COLUMNS), steps, today)


def read_steps(reports: QuerySet | Collection[int]) -> dict[int, list[Step]]:
    """Return the steps of each of these reports, in their order; a report without any is absent. One query."""
    steps: dict[int, list[Step]] = {}
    rows = Transition.objects.filter(report__in=reports).order_by("report", "pk")
    for report_id, name, target, at in rows.values_list("report", "name", "to_state", "at"):
        steps.setdefault(report_id, []).append(Step(name, target, timezone.localdate(at)))
    return steps


def days_spent(rows: Iterable[tuple], steps: Mapping[int, Sequence[Step]], today: date) -> list[Spent]:
    """Return the same from `COLUMNS` of reports, none of them excused, and their steps. Reads no row."""
    spent: list[Spent] = []
    for pk, organism, region, period, kind, state, due_on, filed_at, issued_at in rows:
        whose = (pk, organism, region, state_year_of(period.upper - timedelta(days=1)))
        handed = filed_at if kind == Report.Kind.ANNUAL else issued_at
        stays = {FILE: _filing(due_on, handed, today)}
        stays |= {stage: _stay(stage, steps.get(pk, ()), state, today) for stage in READ_STAGES}
        spent += [Spent(stage, *whose, *stay) for stage, stay in stays.items() if stay]
    return spent


def _filing(due_on: date, handed_at: datetime | None, today: date) -> tuple[int, bool] | None:
    if handed_at:
        return (timezone.localdate(handed_at) - due_on).days, True
    return ((today - due_on).days, False) if is_past_due(due_on, today) else None


def _stay(stage: Stage, steps: Sequence[Step], state: str, today: date) -> tuple[int, bool] | None:
    """Return the days in one side's hands and whether they decided; None of a report that never came to them."""
    if state == stage.state and steps:
        return _days_in(stage, steps) + max(0, (today - steps[-1].day).days), False
    decided = _standing_decision(stage, steps)
    return None if decided is None else (_days_in(stage, steps[: decided + 1]), True)


def _standing_decision(stage: Stage, steps: Sequence[Step]) -> int | None:
    """Return the place of the last decision that no step after it undid."""
    names = [step.name for step in steps]
    return next(
        (place for place in reversed(range(len(names))) if names[place] in stage.decisions and _stands(names, place)),
        None,
    )


def _stands(names: Sequence[str], place: int) -> bool:
    """Whether a step was neither taken back nor, with a contest that stands itself, contested."""
    after = names[place + 1] if place + 1 < len(names) else ""
    return after != TAKE_BACK and not (after == CONTEST and _stands(names, place + 1))


def _days_in(stage: Stage, steps: Sequence[Step]) -> int:
    """Return the days of every passage through the stage's state that another step ended."""
    return sum(max(0, (left.day - came.day).days) for came, left in pairwise(steps) if came.target == stage.state)
