"""Where each organism of a campaign stands, for those who may know it: the network all, a pivot those of its region."""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from organisms.models import NetworkMembership, Organism, User
from reporting.models import Campaign, Report


def reports_followed_by(user: User) -> QuerySet[Report]:
    """Return the annual reports whose filing state this person may know, drafts included; never their content."""
    annual = (
        Report.objects.annual()
        .with_last_step()
        .select_related("organism", "region", "campaign", "template_version__template")
    )
    if user.is_network:
        return annual
    return annual.filter(region__in=user.pivot_region_ids)


def campaign_standing(campaign: Campaign, user: User) -> list[Report]:
    """Return the campaign's reports by region, then organism, each with `filed_days`; one query."""
    rows = reports_followed_by(user).filter(campaign=campaign)
    return list(rows.order_by(F("region__name"), "organism__sort_name"))


def organisms_outside(campaign: Campaign) -> QuerySet[Organism]:
    """Return the organisms, members today in any state, that have no report in the campaign."""
    today = timezone.localdate()
    known = NetworkMembership.objects.filter(during__contains=today).values("organism")
    return Organism.objects.filter(Q(pk__in=known)).exclude(reports__campaign=campaign)
