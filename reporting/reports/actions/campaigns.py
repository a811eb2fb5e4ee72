"""A year of annual reports: opened for the active members of the day, added to, excused from. Refuses in sentences."""

from datetime import date
from functools import reduce
from operator import or_

import pghistory
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from organisms.models import NetworkMembership, Organism, User
from reporting.models import Answer, Attachment, Campaign, Comment, Report, TemplateVersion, Transition, WorkbookUpload
from reporting.workflow.transitions import ActionRefused, TransitionNotAllowed
from roriq_portal.edits.undo import is_undoable
from roriq_portal.formats.days import format_day
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action


class CampaignRefused(ActionRefused):
    """A sentence that says why the campaign cannot be opened, or the organism not added."""


@log_action
@transaction.atomic
def open_campaign(*, period: DateRange, due_on: date, template_version: TemplateVersion, by: User) -> Campaign:
    """Open a year and make a draft report for each organism that is an active member today; they get a letter.

    Refuses a period that already has its campaign, a day before the period's end; a form that is unpublished, retired,
    or that serves later periods only.
    """
    if Campaign.objects.filter(period=period).exists():
        raise CampaignRefused("Cette période a déjà sa campagne.")
    if due_on < period.upper:
        raise CampaignRefused("La date de dépôt vient après la fin de la période.")
    if template_version.published_at is None or template_version.template.kind != Report.Kind.ANNUAL:
        raise CampaignRefused("Ce gabarit n’est pas un rapport annuel publié.")
    if template_version.template.retired_at:
        raise CampaignRefused("Ce gabarit est retiré\u00a0: aucun rapport ne s’y commence plus.")
    if template_version.begins_on and template_version.begins_on > period.lower:
        day = format_day(template_version.begins_on)
        raise CampaignRefused(f"Ce gabarit sert les périodes qui commencent le {day} ou après.")
    campaign = Campaign.objects.create(period=period, due_on=due_on, template_version=template_version, opened_by=by)
    members = Organism.objects.members_on(timezone.localdate()).order_by("pk")
    Report.objects.bulk_create([_report(campaign, organism) for organism in members])
    defer("portal:announce_campaign", campaign_id=campaign.pk)
    return campaign


def is_opening_undoable(campaign: Campaign) -> bool:
    """Whether a campaign was opened less than a day ago and none of its reports was begun."""
    return is_undoable(campaign.opened_at) and not begun(campaign).exists()


@log_action
@transaction.atomic
def undo_opening(*, campaign: Campaign, reason: str, by: User) -> None:
    """Remove a campaign that was opened by mistake, with its reports; each organism is told why. The journal keeps it.

    Refuses (CampaignRefused) an opening of more than a day, and one of which a report was begun, filled or excused.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    reports = list(campaign.reports.select_for_update().select_related("organism"))
    if not is_undoable(campaign.opened_at):
        raise CampaignRefused("L’ouverture ne s’annule plus\u00a0: elle a plus d’un jour.")
    if names := [str(report.organism) for report in begun(campaign).select_related("organism")]:
        raise CampaignRefused(f"L’ouverture ne s’annule plus\u00a0: un rapport est commencé ({', '.join(names)}).")
    with pghistory.context(reason=reason):
        campaign.reports.all().delete()
        campaign.delete()
    organism_ids = [report.organism_id for report in reports]
    defer("portal:announce_campaign_undone", organism_ids=organism_ids, period=str(campaign), reason=reason)


def begun(campaign: Campaign) -> QuerySet[Report]:
    """Return the reports of a campaign that somebody wrote in, or decided about."""
    return campaign.reports.filter(is_begun()).order_by("organism__sort_name")


def is_begun() -> Q:
    """Return what is true of an annual report that somebody wrote in, or decided about."""
    touched = [
        Exists(rows.filter(report=OuterRef("pk")))
        for rows in (Answer.objects, Attachment.objects, Comment.objects, Transition.objects, WorkbookUpload.objects)
    ]
    return reduce(or_, touched, Q(excused_at__isnull=False))


@log_action
@transaction.atomic
def add_to_campaign(*, campaign: Campaign, organism: Organism, by: User) -> Report:
    """Give an organism its report in an open campaign; an observer of the network may be added, a stranger not."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.reports.filter(organism=organism).exists():
        raise CampaignRefused(f"{organism.name} a déjà son rapport.")
    if not NetworkMembership.objects.filter(organism=organism, during__contains=timezone.localdate()).exists():
        raise CampaignRefused(f"{organism.name} n’est pas du réseau aujourd’hui.")
    if campaign.template_version.template.retired_at:
        raise CampaignRefused("Le gabarit de cette campagne est retiré\u00a0: aucun rapport ne s’y commence plus.")
    report = _report(campaign, organism)
    report.save()
    defer("portal:announce_campaign", campaign_id=campaign.pk, report_id=report.pk)
    return report


@log_action
@transaction.atomic
def excuse_report(*, report: Report, reason: str, by: User) -> Report:
    """Excuse an organism from a report not filed yet, with a reason. Raises TransitionNotAllowed otherwise."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.kind != Report.Kind.ANNUAL or report.state not in (Report.State.DRAFT, Report.State.TO_CERTIFY):
        raise TransitionNotAllowed("On ne dispense que d’un rapport annuel qui n’est pas déposé.")
    if not reason.strip():
        raise TransitionNotAllowed("Dites pourquoi l’organisme est dispensé de ce rapport.")
    report.excused_at, report.excused_by, report.excused_reason = timezone.now(), by, reason.strip()
    report.save(update_fields=["excused_at", "excused_by", "excused_reason"])
    return report


@log_action
@transaction.atomic
def lift_excuse(*, report: Report, by: User) -> Report:
    """Ask again for an excused report, and notify its organism as at the opening. Refuses one not excused."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not report.excused_at:
        raise TransitionNotAllowed("Cet organisme n’est pas dispensé de ce rapport.")
    report.excused_at, report.excused_by, report.excused_reason = None, None, ""
    report.save(update_fields=["excused_at", "excused_by", "excused_reason"])
    defer("portal:announce_campaign", campaign_id=report.campaign_id, report_id=report.pk)
    return report


def _report(campaign: Campaign, organism: Organism) -> Report:
    """The region and the components are those of the opening day: they are frozen with the report."""
    return Report(
        kind=Report.Kind.ANNUAL,
        organism=organism,
        template_version=campaign.template_version,
        period=campaign.period,
        campaign=campaign,
        region_id=organism.region_id,
        components=organism.components,
        due_on=campaign.due_on,
    )
