"""Whose days a person may know of, and which sides concern them."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from agreements.models import AgreementFunder
from organisms.models import User
from reporting.models import Report
from reporting.monitoring.filing_days.reading import ACCEPT, FILE, STAGES, Stage


def is_funder_alone(user: User) -> bool:
    """Whether this person reads reports for a funder, and in no other seat."""
    others = user.is_network or user.live_memberships or user.audited_organism_ids
    return bool(user.live_funder_seats) and not others


def reports_timed_for(user: User) -> QuerySet[Report]:
    """Return the reports that a person reads, and those whose filing they follow; a funder, those that it settles."""
    visible = Report.objects.visible_to(user).order_by()
    if is_funder_alone(user):
        led = AgreementFunder.objects.by_seats_of(user).filter(is_lead=True).values("agreement")
        return visible.filter(deliverable__requirement__agreement__in=led)
    followed = Report.objects.followed_by(user).order_by()
    return Report.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=followed.values("pk")))


def stages_for(user: User) -> Sequence[Stage]:
    """Return the sides whose days this person reads: a funder its own, and how late what it receives is."""
    return (FILE, ACCEPT) if is_funder_alone(user) else STAGES
