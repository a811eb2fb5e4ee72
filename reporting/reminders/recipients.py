"""Who can act now on what is due: the people whom reminders and the network's messages reach."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from agreements.models import AgreementFunder, Deliverable
from organisms.models import Membership, NetworkSeat, PivotMandate, User
from reporting.deadlines.answer_days import questions_of
from reporting.deadlines.standing import ANNUAL, Obligation
from reporting.models import Receipt, Report
from reporting.reminders.rules import Key
from reporting.workflow.levels import Hand, next_hand

Role = Membership.Role
ASKED_FORM = "version__report__template_version__template"
LINKED = ("requirement__agreement__organism", "requirement__agreement__programme", "report")


@dataclass(frozen=True)
class Pending:
    """One thing not handed in yet. `people`: who can act on it today; `funder_id`: whose reminder rule applies.

    `hand`: whose turn it is; `region_id`: where a pivot may have to read it.

    `goes_to_network`: nobody has a seat there any more to act on it, and the network is told in their place.
    """

    key: Key
    title: str
    organism_id: int
    organism: str
    due_on: date
    url: str
    hand: Hand
    region_id: int | None = None
    agreement_id: int | None = None
    funder_id: int | None = None
    people: tuple[User, ...] = field(default=(), compare=False)
    goes_to_network: bool = field(default=False, compare=False)


def pending_of(
    deliverables: QuerySet[Deliverable], reports: QuerySet[Report], questions: QuerySet[Receipt] | None = None
) -> list[Pending]:
    """Return these things, by due day, each with those who can act on it. Seven queries, whatever their number."""
    rows = [_owed(row) for row in deliverables.select_related(*LINKED)]
    rows += [_asked(row) for row in _waiting(questions)]
    rows += [_annual(row) for row in reports.select_related("organism", "template_version__template")]
    people = _People(rows)
    leads = _leads(rows)
    pending = (replace(row, **people.told_of(row), funder_id=leads.get(row.agreement_id)) for row in rows)
    return sorted(pending, key=lambda row: (row.due_on, row.organism, row.title, row.key))


def pending_among(obligations: Iterable[Obligation]) -> list[Pending]:
    """Return those of the obligations a person reads that nobody handed in, each with those who can act on it."""
    still_open = [owed for owed in obligations if owed.is_open]
    annual = [owed.pk for owed in still_open if owed.kind == ANNUAL]
    others = [owed.pk for owed in still_open if owed.kind != ANNUAL]
    deliverables, reports = Deliverable.objects.outstanding(), Report.objects.outstanding()
    return pending_of(deliverables.filter(pk__in=others), reports.filter(pk__in=annual))


def _owed(row: Deliverable) -> Pending:
    agreement, report = row.requirement.agreement, getattr(row, "report", None)
    return Pending(
        key=("deliverable", row.pk),
        title=f"{row.name}, entente {agreement.reference}",
        organism_id=agreement.organism_id,
        organism=agreement.organism.name,
        due_on=row.due_on,
        url=f"/rapports/{report.pk}/" if report else f"/ententes/{agreement.pk}/livrables/{row.pk}/",
        hand=next_hand(report) if report else Hand.ORGANISM,
        region_id=report.region_id if report else None,
        agreement_id=agreement.pk,
    )


def _waiting(questions: QuerySet[Receipt] | None) -> Iterable[Receipt]:
    """Yield, of these questions, those that nothing closed, each with its report."""
    linked = "version__report__deliverable__requirement__agreement__organism"
    rows = list(questions.select_related(linked, ASKED_FORM, "funder").defer("version__content")) if questions else []
    still = questions_of({row.version.report_id for row in rows})
    open_ids = {question.pk for asked in still.values() for question in asked}
    return (row for row in rows if row.pk in open_ids)


def _asked(row: Receipt) -> Pending:
    report = row.version.report
    agreement = report.funded_agreement
    return Pending(
        key=("question", row.pk),
        title=f"Réponse au bailleur {row.funder}, {report}, entente {agreement.reference}",
        organism_id=agreement.organism_id,
        organism=agreement.organism.name,
        due_on=row.answer_by or report.due_on,
        url=f"/rapports/{report.pk}/",
        hand=next_hand(report),
        agreement_id=agreement.pk,
    )


def _annual(row: Report) -> Pending:
    return Pending(
        key=("report", row.pk),
        title=str(row),
        organism_id=row.organism_id,
        organism=row.organism.name,
        due_on=row.due_on,
        url=f"/rapports/{row.pk}/",
        hand=next_hand(row),
    )


def _leads(rows: Iterable[Pending]) -> dict[int | None, int]:
    agreements = {row.agreement_id for row in rows if row.agreement_id}
    leads = AgreementFunder.objects.filter(agreement__in=agreements, is_lead=True)
    return dict(leads.values_list("agreement", "funder"))


class _People:
    """The seats that run today, read once: those of each organism and of the pivots that read, and of the network."""

    def __init__(self, rows: Iterable[Pending]) -> None:
        self._pivots = _pivots_of(row for row in rows if row.hand == Hand.PIVOT)
        organisms = {row.organism_id for row in rows} | set(self._pivots.values())
        seats = Membership.objects.running().filter(
            Q(role=Role.COORDINATOR) | Q(role=Role.DIRECTOR), organism__in=organisms, user__is_active=True
        )
        self._by_role: dict[tuple[int, str], list[User]] = defaultdict(list)
        for seat in seats.select_related("user").order_by("user__name", "user__pk"):
            self._by_role[seat.organism_id, seat.role].append(seat.user)
        network = NetworkSeat.objects.running().filter(role=NetworkSeat.Role.COORDINATOR, user__is_active=True)
        self._network = [seat.user for seat in network.select_related("user").order_by("user__name", "user__pk")]

    def told_of(self, row: Pending) -> dict[str, Any]:
        """Who is told of a row: those who can act on it, else the network, so that what is due reaches somebody."""
        acting = self.acting_on(row)
        return {"people": acting or tuple(self._network), "goes_to_network": not acting}

    def acting_on(self, row: Pending) -> tuple[User, ...]:
        """The coordination writes; the direction certifies, or writes without coordination; a level reads; who issues.

        Both seats of the pivot organism of the region that day read; the author does not read its own.
        """
        directors = self._by_role[row.organism_id, Role.DIRECTOR]
        if row.hand == Hand.NETWORK:
            return tuple(self._network)
        if row.hand == Hand.DIRECTION:
            return tuple(directors)
        if row.hand == Hand.PIVOT:
            pivot = self._pivots.get(row.region_id, 0)
            roles = (Role.COORDINATOR, Role.DIRECTOR) if pivot != row.organism_id else ()
            return tuple(dict.fromkeys(person for role in roles for person in self._by_role[pivot, role]))
        return tuple(self._by_role[row.organism_id, Role.COORDINATOR] or directors)


def _pivots_of(rows: Iterable[Pending]) -> dict[int | None, int]:
    """Return region → the organism that holds its mandate today; no query without a row."""
    regions = {row.region_id for row in rows}
    mandates = PivotMandate.objects.filter(region__in=regions, during__contains=timezone.localdate())
    return dict(mandates.values_list("region", "organism")) if regions else {}
