"""What changes in a campaign under way: its due day, and the reports that nobody began. Refuses in sentences."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from organisms.models import Removal, User
from organisms.removals.actions import ONCE_BACK, Keeping, RemovalRefused, remove_rows
from reporting.models import Campaign, CampaignCut, CampaignDate, QuestionCount, Report
from reporting.reports.actions.campaigns import CampaignRefused, begun
from roriq_portal.formats.phrases import counted
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def correct_date(*, campaign: Campaign, due_on: date, reason: str, by: User) -> CampaignDate:
    """Give a campaign another due day, with a reason; the reports that are not filed follow it, and are told.

    The day before stays written down, and a report that was filed keeps the day that it had. Refuses (CampaignRefused)
    the same day, one before the period's end, one that is past already, and an empty reason.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if due_on == campaign.due_on:
        raise CampaignRefused("C’est déjà l’échéance de cette campagne.")
    if due_on < campaign.period.upper:
        raise CampaignRefused("La date de dépôt vient après la fin de la période.")
    if due_on < timezone.localdate():
        raise CampaignRefused("Choisissez un jour à venir\u00a0: personne ne devient en retard par une correction.")
    if not reason.strip():
        raise CampaignRefused("Dites pourquoi l’échéance change.")
    change = CampaignDate.objects.create(
        campaign=campaign, before=campaign.due_on, after=due_on, reason=reason.strip(), by=by
    )
    campaign.due_on = due_on
    campaign.save(update_fields=["due_on"])
    campaign.reports.filter(filed_at__isnull=True).update(due_on=due_on)
    defer("portal:announce_campaign_date", change_id=change.pk)
    return change


def untouched(campaign: Campaign) -> QuerySet[Report]:
    """Return the reports of a campaign that nobody wrote in, or decided about."""
    return campaign.reports.exclude(pk__in=begun(campaign).values("pk"))


@log_action
@transaction.atomic
def cut_untouched(*, campaign: Campaign, reason: str, by: User) -> Removal:
    """Cancel the reports that nobody began; the others stay. Each organism is told why; for a day they can come back.

    Refuses (CampaignRefused) when each is begun, and an empty reason.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    reports = list(untouched(campaign).select_for_update(of=("self",)).order_by("pk"))
    if not reports:
        raise CampaignRefused("Chaque rapport de cette campagne est commencé\u00a0: rien ne s’annule.")
    if not reason.strip():
        raise CampaignRefused("Dites pourquoi ces rapports sont annulés.")
    # The moment of this row is the transaction's: the database lets the reports leave in it alone
    CampaignCut.objects.create(campaign=campaign, reports=len(reports), reason=reason.strip(), by=by)
    counts = QuestionCount.objects.filter(report__in=reports).order_by("pk")
    words = f"{counted(len(reports), 'rapport')} de la campagne {campaign}"
    keeping = Keeping(words, reverse("reporting:campaign-detail", args=[campaign.pk]), Removal.Right.NETWORK)
    try:
        removal = remove_rows(rows=[*reports, *counts], keeping=keeping, by=by)
    except RemovalRefused as refusal:
        raise CampaignRefused(str(refusal)) from refusal
    defer(
        "portal:announce_campaign_undone",
        organism_ids=[report.organism_id for report in reports],
        period=str(campaign),
        reason=reason.strip(),
        is_cut=True,
    )
    return removal


def _ask_again(rows: Sequence[Report], removal: Removal) -> None:
    """Once the reports are back, the cancellation says so, and each organism is told as at the opening.

    They come back with the due day that the campaign has now: it may have been corrected while they were away.
    """
    campaign = Campaign.objects.select_for_update().get(pk=rows[0].campaign_id or 0)
    cuts = CampaignCut.objects.filter(campaign=campaign, by=removal.removed_by_id, undone_at__isnull=True)
    # Of two on one day, each with a removal of its own, the one that the removal was written with
    cut = cuts.filter(at__lte=removal.removed_at).order_by("-pk").first()
    if cut:
        cut.undone_at = timezone.now()
        cut.save(update_fields=["undone_at"])
    back = [row for row in rows if isinstance(row, Report)]
    moved = [row.pk for row in back if row.due_on != campaign.due_on]
    Report.objects.filter(pk__in=moved).update(due_on=campaign.due_on)
    for row in back:
        defer("portal:announce_campaign", campaign_id=campaign.pk, report_id=row.pk)


ONCE_BACK[Report] = _ask_again
