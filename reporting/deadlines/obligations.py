"""What is owed, by whom and when, for the person who reads: the one list that every page of what is due reads.

Which rows are still owed or received is said by the models, what is late by `roriq_portal.lateness`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from agreements.models import Agreement, AgreementFunder, Deliverable
from agreements.models.deliverable import OUTSTANDING, DeliverableQuerySet
from organisms.models import User
from reporting.deadlines.standing import AHEAD, RECENT, Obligation, read_annual, read_deliverable
from reporting.models import Report, TemplateVersion, Transition
from reporting.models.report import UNFILED, ReportQuerySet
from reporting.reports.campaign_status import reports_followed_by
from roriq_portal.lateness import is_past_due, past_due

SETTLED = Q(kind=Report.Kind.ANNUAL, state=Report.State.APPROVED) | Q(state__in=Report.ACCEPTED)


@dataclass(frozen=True)
class Span:
    """First and last day due of what a user may know of, and the first still owed.

    After a day: how many are owed, and the next one.
    """

    first: date | None
    last: date | None
    later: int
    next_on: date | None
    owed_from: date | None

    def is_late_on(self, day: date) -> bool:
        """Whether something is late, of whatever year."""
        return self.owed_from is not None and is_past_due(self.owed_from, day)


def obligations_between(user: User, first: date, last: date) -> list[Obligation]:
    """Return all that is due from `first` to `last` and that this person may know of, by day: a State year, an agenda.

    Organisms and auditors see their own, the network all, a funder's agent what its agreements owe it; a pivot of its
    region the annual reports, and of each its state, no more, with the funders' reports that it is to read.
    """
    days = Q(due_on__range=(first, last))
    return _read(user, _deliverables(user).filter(days), _annual_reports(user).filter(days))


def obligations_ahead(user: User, first: date, last: date) -> list[Obligation]:
    """Return what is late today, whatever its age, and all that is due from `first` to `last`, by day."""
    window = (timezone.localdate(), first, last)
    rows = _deliverables(user).late_or_due_between(*window), _annual_reports(user).late_or_due_between(*window)
    return _read(user, *rows)


def obligations_now(user: User, today: date) -> list[Obligation]:
    """Return what this person acts on, waits for, follows while others act, or saw settled these last months, by day.

    Of the list that `obligations_ahead` returns, what an auditor, a partner or the network only reads is left out.
    """
    old = SETTLED & Q(due_on__lt=today - RECENT)
    begun = Report.objects.visible_to(user).filter(~old, excused_at__isnull=True).order_by().values("pk")
    own = [seat.organism_id for seat in user.live_memberships]
    owed = Q(requirement__agreement__organism__in=own, due_on__lte=today + AHEAD)
    if user.live_funder_seats and not user.is_network:
        signed = Agreement.objects.signed_by_seats_of(user).order_by().values("pk")
        owed |= Q(requirement__agreement__in=signed) & past_due(today)
    late = Q(pk__in=reports_followed_by(user).order_by().values("pk")) & past_due(today)
    deliverables = Deliverable.objects.filter((OUTSTANDING & owed) | Q(report__in=begun))
    return _read(user, deliverables, Report.objects.annual().filter((UNFILED & late) | Q(pk__in=begun)), today)


def span_of(user: User, after: date) -> Span:
    """Return the days between which something is due, and what is still owed after one. Two statements."""
    days = {"first": Min("due_on"), "last": Max("due_on")}
    coming = Q(due_on__gt=after)
    spans = [
        rows.aggregate(
            **days,
            later=Count("pk", filter=owed & coming),
            next_on=Min("due_on", filter=owed & coming),
            owed_from=Min("due_on", filter=owed),
        )
        for rows, owed in ((_deliverables(user), OUTSTANDING), (_annual_reports(user).order_by(), UNFILED))
    ]

    def known(name: str) -> list[date]:
        return [span[name] for span in spans if span[name]]

    return Span(
        first=min(known("first"), default=None),
        last=max(known("last"), default=None),
        later=sum(span["later"] for span in spans),
        next_on=min(known("next_on"), default=None),
        owed_from=min(known("owed_from"), default=None),
    )


def narrowed(obligations: Iterable[Obligation], chosen: dict) -> list[Obligation]:
    """Return the obligations that match a filter form: organism, region, funder, kind, column, state."""
    tests = {
        "organism": lambda owed, wanted: owed.organism.pk == wanted,
        "region": lambda owed, wanted: owed.organism.region_id == wanted,
        "funder": lambda owed, wanted: wanted in {funder.pk for funder in owed.funders},
        "kind": lambda owed, wanted: owed.kind == wanted,
        "column": lambda owed, wanted: owed.column == wanted,
        "state": lambda owed, wanted: owed.standing == wanted,
    }
    asked = [(tests[name], wanted) for name, wanted in chosen.items() if name in tests and wanted]
    return [owed for owed in obligations if all(test(owed, wanted) for test, wanted in asked)]


def _deliverables(user: User) -> DeliverableQuerySet:
    """Those of the agreements that they see, and those whose report they read as pivot before its funder."""
    if not user.pivot_region_ids:
        return Deliverable.objects.visible_to(user)
    read = Report.objects.for_funders().read_by_pivots_of(user).order_by().values("pk")
    seen = Deliverable.objects.visible_to(user).order_by().values("pk")
    return Deliverable.objects.filter(Q(pk__in=seen) | Q(report__in=read))


def _annual_reports(user: User) -> ReportQuerySet:
    """Annual reports whose state this person may know: of their organisms, audited ones, and those they follow."""
    inside = [seat.organism_id for seat in user.live_memberships] + list(user.audited_organism_ids)
    followed = reports_followed_by(user).order_by().values("pk")
    return Report.objects.annual().filter(Q(organism__in=inside) | Q(pk__in=followed))


def _read(
    user: User, deliverables: QuerySet[Deliverable], reports: ReportQuerySet, today: date | None = None
) -> list[Obligation]:
    """Four statements, whatever the number of rows."""
    today = today or timezone.localdate()
    obligations = [
        read_deliverable(row, user, today, has_form=row.has_form, last_step_at=row.last_step_at)
        for row in with_facts(deliverables)
    ]
    linked = reports.with_last_step().select_related("organism__region", "template_version__template")
    obligations += [read_annual(row, user, today, last_step_at=row.last_step_at) for row in linked]
    return sorted(obligations, key=lambda owed: (owed.due_on, owed.organism.sort_name, owed.title, owed.key))


def with_facts(rows: QuerySet[Deliverable]) -> QuerySet[Any]:
    """Add to deliverables all that `read_deliverable` reads of them."""
    steps = Transition.objects.filter(report__deliverable=OuterRef("pk")).order_by("-at")
    forms = TemplateVersion.objects.in_use().filter(
        template__programme=OuterRef("requirement__agreement__programme"),
        template__kind=OuterRef("requirement__kind"),
    )
    forms = forms.begun_for(OuterRef("period__startswith"))
    agreement = "requirement__agreement"
    linked = (f"{agreement}__organism__region", f"{agreement}__programme", "report__template_version__template")
    signatures = AgreementFunder.objects.select_related("funder").order_by("-is_lead", "funder__sort_name")
    return (
        rows.select_related(*linked)
        .prefetch_related("extensions", Prefetch(f"{agreement}__signatures", signatures))
        .annotate(last_step_at=Subquery(steps.values("at")[:1]), has_form=Exists(forms))
    )
