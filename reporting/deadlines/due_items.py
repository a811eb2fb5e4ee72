"""All that is owed, as one kind of row: deliverables and annual reports, in the words of the side that reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from agreements.agreement.listing import owed
from agreements.models import AgreementFunder, Deliverable, Funder, Requirement
from agreements.permissions import reads_from_outside
from organisms.models import Organism, User
from reporting.models import Report, Transition
from reporting.reports.campaign_status import reports_followed_by
from reporting.workflow.status import LATE, SIGNS, days_left, is_late, status
from roriq_portal.formats.days import format_day
from roriq_portal.trips import rows_of, run, together

ANNUAL = "annual"
KINDS = [(ANNUAL, "Rapport annuel"), *((kind.value, kind.label) for kind in Requirement.Kind)]
COLUMN_ORDER = [kind for kind, _ in KINDS]
TO_DO, TOLD_LATE, DONE, NOT_ASKED = "a-remettre", "en-retard", "remis", "pas-demande"
STATES = [(TO_DO, "À remettre"), (TOLD_LATE, "En retard"), (DONE, "Remis"), (NOT_ASKED, "N’est pas demandé")]


@dataclass(frozen=True)
class Thing:
    """One thing owed. `standing`: one of the four states; `words`, `turn`, `sign`: how this reader calls it.

    `column`: the report of a programme, or the annual one. `last_on`: the last act, for those who may know it.
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
    words: str
    turn: str
    sign: str
    url: str
    done_on: date | None
    last_on: date | None
    revision: int
    changed_at: datetime

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
    def for_words(self) -> str:
        return f"Entente {self.reference}" if self.reference else "Réseau"

    @property
    def left(self) -> str:
        """« dans 12 jours », « 3 jours de retard »; nothing once it is settled."""
        return days_left(self.due_on) if self.is_open else ""

    @property
    def late_days(self) -> int:
        """How many days after its day it came, or has not come yet."""
        return max((self.done_on or timezone.localdate()).toordinal() - self.due_on.toordinal(), 0) * (
            self.standing != NOT_ASKED
        )


def things_due(user: User, first: date, last: date) -> list[Thing]:
    """Return what is due from `first` to `last` and that one may know of, by day. Three trips, whatever their number.

    Organisms and auditors see their own, the network all, a funder's agent what its agreements owe it; a pivot of its
    region the annual reports alone, and of each its state, no more.
    """
    today = timezone.localdate()
    rows = {"deliverables": rows_of(_deliverables(user, first, last)), "reports": rows_of(_reports(user, first, last))}
    known = run(together(rows))
    found = [_of_deliverable(row, user, today) for row in known["deliverables"]]
    found += [_of_report(row, user, today) for row in known["reports"]]
    return sorted(found, key=lambda one: (one.due_on, one.organism.sort_name, one.title, one.key))


def first_due(user: User) -> date | None:
    """Return the earliest day on which something was due that one may know of."""
    first = {
        "deliverable": Deliverable.objects.visible_to(user).order_by("due_on").values_list("due_on", flat=True)[:1],
        "report": _reports_of(user).order_by("due_on").values_list("due_on", flat=True)[:1],
    }
    days = run(together({name: rows_of(query) for name, query in first.items()}))
    return min((day for rows in days.values() for day in rows), default=None)


def _deliverables(user: User, first: date, last: date) -> QuerySet[Deliverable]:
    steps = Transition.objects.filter(report__deliverable=OuterRef("pk")).order_by("-at")
    signatures = AgreementFunder.objects.select_related("funder").order_by("-is_lead", "funder__sort_name")
    return (
        Deliverable.objects.visible_to(user)
        .filter(due_on__range=(first, last))
        .select_related("requirement__agreement__organism__region", "requirement__agreement__programme", "report")
        .prefetch_related("extensions", Prefetch("requirement__agreement__signatures", signatures))
        .annotate(last_step_at=Subquery(steps.values("at")[:1]))
    )


def _reports_of(user: User) -> QuerySet[Report]:
    inside = [seat.organism_id for seat in user.live_memberships] + list(user.audited_organism_ids)
    followed = reports_followed_by(user).values("pk")
    return Report.objects.annual().filter(Q(organism__in=inside) | Q(pk__in=followed))


def _reports(user: User, first: date, last: date) -> QuerySet[Report]:
    rows = _reports_of(user).filter(due_on__range=(first, last)).with_last_step()
    return rows.select_related("organism__region", "template_version__template")


def _of_deliverable(row: Deliverable, user: User, today: date) -> Thing:
    agreement = row.requirement.agreement
    outside = reads_from_outside(user, agreement)
    [told] = owed([row], today=today, for_funder=outside)
    report = getattr(row, "report", None)
    done_on = row.handed_on or (timezone.localdate(report.issued_at) if report and report.issued_at else None)
    standing = _standing(bool(row.skipped_at), done_on, row.due_on, today)
    late = standing == TOLD_LATE
    signatures = agreement.signatures.all()
    return Thing(
        key=f"livrable-{row.pk}",
        kind=row.requirement.kind,
        column=f"{agreement.programme.name}, {row.requirement.get_kind_display().lower()}",
        title=row.name,
        organism=agreement.organism,
        reference=agreement.reference,
        funders=tuple(one.funder for one in signatures),
        first_day=row.period.lower,
        last_day=row.last_day,
        due_on=row.due_on,
        former=tuple(
            f"reporté du {format_day(e.old_on)} au {format_day(e.new_on)}\u00a0: {e.reason}"
            for e in row.extensions.all()
        ),
        standing=standing,
        words=told.words,
        turn=LATE if late else told.turn,
        sign=SIGNS[LATE] if late else told.sign,
        url=reverse("agreements:deliverable-detail", args=[agreement.pk, row.pk]),
        done_on=done_on,
        last_on=None if outside and not done_on else _day_of(row.last_step_at) or row.handed_on,
        revision=row.revision,
        changed_at=row.changed_at,
    )


def _of_report(row: Report, user: User, today: date) -> Thing:
    state, late = status(row, user), is_late(row, today)
    inside = bool(user.role_at(row.organism_id)) or row.organism_id in user.audited_organism_ids
    may_read = inside or (row.filed_at is not None and (user.is_network or row.region_id in user.pivot_region_ids))
    done_on = timezone.localdate(row.filed_at) if row.filed_at else None
    return Thing(
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
        words=state.words,
        turn=LATE if late else state.turn,
        sign=SIGNS[LATE] if late else state.sign,
        url=reverse("reporting:report-detail", args=[row.pk]) if may_read else "",
        done_on=done_on,
        last_on=_day_of(row.last_step_at) if inside or user.is_network else None,
        revision=1 if row.excused_at else 0,
        changed_at=row.excused_at or row.created_at,
    )


def _standing(is_dropped: bool, done_on: date | None, due_on: date, today: date) -> str:
    if is_dropped:
        return NOT_ASKED
    if done_on:
        return DONE
    return TOLD_LATE if due_on < today else TO_DO


def _day_of(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def narrowed(things: Iterable[Thing], chosen: dict) -> list[Thing]:
    """Return the things that answer the choices of a filter form: organism, region, funder, kind, column, state."""
    tests = {
        "organism": lambda one, wanted: one.organism.pk == wanted,
        "region": lambda one, wanted: one.organism.region_id == wanted,
        "funder": lambda one, wanted: wanted in {funder.pk for funder in one.funders},
        "kind": lambda one, wanted: one.kind == wanted,
        "column": lambda one, wanted: one.column == wanted,
        "state": lambda one, wanted: one.standing == wanted,
    }
    asked = [(tests[name], wanted) for name, wanted in chosen.items() if name in tests and wanted]
    return [one for one in things if all(test(one, wanted) for test, wanted in asked)]
