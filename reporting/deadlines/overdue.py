"""What has not come in though its day has passed, for those who wait for it: the network, pivots, funders."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from agreements.models import Agreement, Deliverable
from organisms.models import User
from reporting.models import Report
from reporting.permissions import follows_campaigns
from reporting.reports.campaign_status import reports_followed_by
from reporting.workflow.status import days_left

MOST = 200


@dataclass(frozen=True)
class Overdue:
    """One line of « Pas encore reçus »: what, from whom, since when, and how to write to them."""

    title: str
    url: str
    organism: str
    email: str
    due_on: date
    left: str


def overdue(user: User, today: date) -> list[Overdue]:
    """Return what they wait for and have not received, the oldest first; never what is inside. One query for each role."""
    found = []
    if follows_campaigns(user):
        found += [_annual(row, today) for row in _not_filed(user, today)[:MOST]]
    if user.live_funder_seats and not user.is_network:
        found += [_owed(row, today) for row in _not_issued(user, today)[:MOST]]
    return sorted(found, key=lambda row: (row.due_on, row.organism))


def _not_filed(user: User, today: date) -> QuerySet[Report]:
    """Their own organism's report stands under « À vous »."""
    own = [seat.organism_id for seat in user.live_memberships]
    rows = reports_followed_by(user).filter(filed_at__isnull=True, excused_at__isnull=True, due_on__lt=today)
    return rows.exclude(organism__in=own).order_by("due_on", "organism__sort_name")


def _not_issued(user: User, today: date) -> QuerySet[Deliverable]:
    rows = Deliverable.objects.awaited().filter(
        requirement__agreement__in=Agreement.objects.signed_by_seats_of(user).values("pk"),
        report__issued_at__isnull=True,
        due_on__lt=today,
    )
    return rows.select_related("requirement__agreement__organism").order_by("due_on", "pk")


def _annual(report: Report, today: date) -> Overdue:
    url = reverse("reporting:campaign-detail", args=[report.campaign_id])
    organism = report.organism
    return Overdue(str(report), url, organism.name, organism.email, report.due_on, days_left(report.due_on, today))


def _owed(row: Deliverable, today: date) -> Overdue:
    agreement = row.requirement.agreement
    title = f"{row.name}, entente {agreement.reference}"
    url = reverse("agreements:agreement-detail", args=[agreement.pk])
    organism = agreement.organism
    return Overdue(title, url, organism.name, organism.email, row.due_on, days_left(row.due_on, today))
