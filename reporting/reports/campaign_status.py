"""Where each organism of a campaign stands, for those who may know it: the network all, a pivot those of its region."""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from organisms.models import NetworkMembership, Organism, User
from reporting.models import Campaign, Report
from reporting.reports.actions.campaigns import begun
from roriq_portal.formats.phrases import and_others, counted

MOST_NAMED = 40


def reports_followed_by(user: User) -> QuerySet[Report]:
    """Return the annual reports whose filing state this person may know, drafts included; never their content."""
    linked = ("organism", "region", "campaign", "template_version__template")
    return Report.objects.followed_by(user).with_last_step().select_related(*linked)


def campaign_standing(campaign: Campaign, user: User) -> list[Report]:
    """Return the campaign's reports by region, then organism, each with `filed_days`; one query."""
    rows = reports_followed_by(user).filter(campaign=campaign)
    return list(rows.order_by(F("region__name"), "organism__sort_name"))


def cut_words(campaign: Campaign) -> str:
    """Say how many reports leave when what nobody began is cancelled, and which stay, the first of them by name."""
    begun_reports = list(begun(campaign).select_related("organism"))
    number = campaign.reports.count() - len(begun_reports)
    leaving = counted(number, "rapport que personne n’a commencé", "rapports que personne n’a commencés")
    said = f"{leaving}. Chaque organisme reçoit votre motif."
    names = [str(report.organism) for report in begun_reports[:MOST_NAMED]]
    if not names:
        return said
    stay = and_others(names, len(begun_reports) - len(names))
    return f"{said} Ce qui est commencé, déposé ou dispensé reste\u00a0: {stay}."


def organisms_outside(campaign: Campaign) -> QuerySet[Organism]:
    """Return the organisms, members today in any state, that have no report in the campaign."""
    today = timezone.localdate()
    known = NetworkMembership.objects.filter(during__contains=today).values("organism")
    return Organism.objects.filter(Q(pk__in=known)).exclude(reports__campaign=campaign)
