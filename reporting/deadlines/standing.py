"""The standing of one obligation for one user: its state, its name, whose turn it is, where it opens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from agreements.agreement.listing import owed
from agreements.models import Agreement, Deliverable, Funder, Requirement
from agreements.permissions import MANAGERS, reads_from_outside, signs
from organisms.models import Organism, User
from reporting.models import Report
from reporting.workflow.status import LATE, OTHERS, SETTLED, SIGNS, YOURS, Status, days_left, side_of, status
from roriq_portal.formats.days import format_day
from roriq_portal.lateness import is_past_due

ANNUAL = "annual"
KINDS = [(ANNUAL, "Rapport annuel"), *((kind.value, kind.label) for kind in Requirement.Kind)]
COLUMN_ORDER = [kind for kind, _ in KINDS]
TO_DO, TOLD_LATE, DONE, NOT_ASKED = "a-remettre", "en-retard", "remis", "pas-demande"
STATES = [(TO_DO, "À remettre"), (TOLD_LATE, "En retard"), (DONE, "Remis"), (NOT_ASKED, "N’est pas demandé")]
# What is not begun is somebody's turn four months before its day; what is settled leaves home after as long
AHEAD, RECENT = timedelta(days=120), timedelta(days=120)


@dataclass(frozen=True)
class Obligation:
    """One thing owed. `standing`: one of the four states; `status`: how this reader calls it, and the next act.

    `column`: the report of a programme, or the annual one. `last_on`: the last act, for those who may know it.
    `is_yours`: the next act is this reader's; `is_awaited`: this reader receives it. `agreement`: of a deliverable;
    `report`: what answers it, once begun; `has_form`: whether it may be begun here.
    """

    key: str
    kind: str
    column: str
    title: str
    organism: Organism
    reference: str
    funders: tuple[Funder, ...]
    first_day: date
    last_day: date
    due_on: date
    former: tuple[str, ...]
    standing: str
    status: Status
    is_yours: bool
    is_awaited: bool
    url: str
    done_on: date | None
    last_on: date | None
    revision: int
    changed_at: datetime
    agreement: Agreement | None
    report: Report | None
    has_form: bool

    @property
    def pk(self) -> int:
        return int(self.key.rpartition("-")[2])

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to hand it in."""
        return self.standing in (TO_DO, TOLD_LATE)

    @property
    def is_late(self) -> bool:
        return self.standing == TOLD_LATE

    @property
    def is_settled(self) -> bool:
        return self.status.group == SETTLED and not self.is_open

    @property
    def words(self) -> str:
        return self.status.words

    @property
    def turn(self) -> str:
        return LATE if self.is_late else self.status.turn

    @property
    def sign(self) -> str:
        return SIGNS[LATE] if self.is_late else self.status.sign

    @property
    def for_words(self) -> str:
        return f"Entente {self.reference}" if self.reference else "Réseau"

    @property
    def left(self) -> str:
        """« dans 12 jours », « 3 jours de retard »; nothing once it is settled."""
        return days_left(self.due_on) if self.is_open else ""

    @property
    def late_days(self) -> int:
        """How many days after its day it came, or has not come yet."""
        days = ((self.done_on or timezone.localdate()) - self.due_on).days
        return 0 if self.standing == NOT_ASKED else max(days, 0)


def read_deliverable(
    row: Deliverable, user: User, today: date, *, has_form: bool, last_step_at: datetime | None
) -> Obligation:
    """Return a deliverable as this user reads it; its agreement, signatures, extensions and report are read already."""
    agreement, report = row.requirement.agreement, getattr(row, "report", None)
    outside = reads_from_outside(user, agreement)
    signatures = list(agreement.signatures.all())
    state = _status_of(row, user, today, signs_it=signs(user, agreement))
    return Obligation(
        key=f"livrable-{row.pk}",
        kind=row.requirement.kind,
        column=f"{agreement.programme.name}, {row.requirement.get_kind_display().lower()}",
        title=row.name,
        organism=agreement.organism,
        reference=agreement.reference,
        funders=tuple(signature.funder for signature in signatures),
        first_day=row.period.lower,
        last_day=row.last_day,
        due_on=row.due_on,
        former=tuple(
            f"reporté du {format_day(e.old_on)} au {format_day(e.new_on)}\u00a0: {e.reason}"
            for e in row.extensions.all()
        ),
        standing=_standing(bool(row.skipped_at), row.done_on, row.due_on, today),
        status=state,
        is_yours=state.group == YOURS,
        is_awaited=outside and not user.is_network and signs(user, agreement),
        url=reverse("reporting:report-detail", args=[report.pk])
        if report and _reads_as_pivot(report, user)
        else reverse("agreements:deliverable-detail", args=[agreement.pk, row.pk]),
        done_on=row.done_on,
        last_on=None if outside and not row.done_on else _day_of(last_step_at) or row.handed_on,
        revision=row.revision,
        changed_at=_last_of(row.changed_at, report and report.issued_at, last_step_at if row.done_on else None),
        agreement=agreement,
        report=report,
        has_form=has_form and not row.is_extra,
    )


def read_annual(row: Report, user: User, today: date, *, last_step_at: datetime | None) -> Obligation:
    """Return an annual report as this person reads it. Its organism, region and template are read already."""
    state = status(row, user)
    seated = bool(user.role_at(row.organism_id))
    inside = seated or row.organism_id in user.audited_organism_ids
    follows = user.is_network or row.region_id in user.pivot_region_ids
    done_on = _day_of(row.filed_at)
    seen_step_at = last_step_at if inside or user.is_network else None
    return Obligation(
        key=f"rapport-annuel-{row.pk}",
        kind=ANNUAL,
        column="Rapport annuel",
        title=str(row),
        organism=row.organism,
        reference="",
        funders=(),
        first_day=row.period.lower,
        last_day=row.last_day,
        due_on=row.due_on,
        former=(),
        standing=_standing(bool(row.excused_at), done_on, row.due_on, today),
        status=state,
        is_yours=state.group == YOURS,
        is_awaited=follows and not seated,
        url=reverse("reporting:report-detail", args=[row.pk]) if inside or (done_on and follows) else "",
        done_on=done_on,
        last_on=_day_of(seen_step_at),
        revision=1 if row.excused_at else 0,
        changed_at=_last_of(row.created_at, row.excused_at, row.filed_at, seen_step_at if row.filed_at else None),
        agreement=None,
        report=row,
        has_form=True,
    )


def _status_of(row: Deliverable, user: User, today: date, *, signs_it: bool) -> Status:
    """A report that is begun says where it stands, to those who may know of it; else the deliverable does."""
    agreement, report = row.requirement.agreement, getattr(row, "report", None)
    outside = reads_from_outside(user, agreement)
    if report and (not outside or _reads_as_pivot(report, user)):
        return status(report, user)
    if report and report.issued_at:
        return status(report, user) if signs_it else Status("Transmis", SETTLED, SIGNS[SETTLED], "")
    [state] = owed([row], today=today, for_funder=outside)
    is_yours = row.is_outstanding and row.due_on <= today + AHEAD and user.role_at(agreement.organism_id) & MANAGERS
    turn = YOURS if is_yours else OTHERS if state.turn == LATE else state.turn
    return Status(state.words, turn, state.sign if turn == state.turn else SIGNS[turn], "")


def _reads_as_pivot(report: Report, user: User) -> bool:
    return report.filed_at is not None and side_of(report, user) == "pivot"


def _standing(is_dropped: bool, done_on: date | None, due_on: date, today: date) -> str:
    if is_dropped:
        return NOT_ASKED
    if done_on:
        return DONE
    return TOLD_LATE if is_past_due(due_on, today) else TO_DO


def _day_of(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _last_of(*moments: datetime | None) -> datetime:
    return max(moment for moment in moments if moment)
