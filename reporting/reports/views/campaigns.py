"""Campaigns: the network opens a year, sees where each organism stands, adds or excuses one."""

from functools import partial
from itertools import groupby

from django.contrib import messages
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from organisms.models import Organism, User
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.models import Campaign, Report
from reporting.monitoring.filing_days.reading import APPROVE, ENDORSE, FILE, read_days
from reporting.monitoring.filing_days.table import one_line
from reporting.permissions import follows_campaigns
from reporting.reports.actions.campaigns import (
    add_to_campaign,
    excuse_report,
    is_opening_undoable,
    lift_excuse,
    open_campaign,
    undo_opening,
)
from reporting.reports.campaign_status import campaign_standing, reports_followed_by
from reporting.reports.forms import CampaignAddForm, CampaignOpenForm, ReasonForm
from reporting.reports.views.lists import followed_campaigns
from reporting.reports.wording import UNDONE_LEAD, filed_words, report_kicker
from reporting.workflow.posted_steps import act_or_warn, attempt, attempt_to_make
from reporting.workflow.status import LATE, OTHERS, QUIET, SETTLED, SIGNS, YOURS, days_left, status
from roriq_portal.fiscal_year import state_year_start

EXCUSED_LEAD = "Le rapport reste en attente, sans échéance\u00a0; rien n’est effacé."
NOT_NETWORK = "Seule la coordination du réseau ouvre et change une campagne."
ANNUAL_STAGES = (FILE, ENDORSE, APPROVE)
LEGEND = [(YOURS, "À vous"), (LATE, "En retard"), (OTHERS, "Chez d’autres"), (SETTLED, "Réglé"), (QUIET, "Dispensé")]


def _follower_or_404(user: User) -> None:
    if not follows_campaigns(user):
        raise Http404


def _breadcrumb(*parts: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Dépôts", reverse("reporting:report-list")), *parts]


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_list(request: UserRequest) -> HttpResponse:
    _follower_or_404(request.user)
    may_open = request.user.coordinates_network
    if request.method == "POST":
        allow(may_open, NOT_NETWORK)
    form = CampaignOpenForm(request.POST or None) if may_open else None
    if form and request.method == "POST" and form.is_valid():
        act = partial(open_campaign, by=request.user, **_opening(form.cleaned_data))
        if campaign := attempt_to_make(act, partial(form.add_error, None)):
            messages.success(request, f"Campagne {campaign} ouverte. Chaque organisme a reçu son rapport.")
            return redirect("reporting:campaign-detail", campaign_id=campaign.pk)
    breadcrumb = _breadcrumb(("Campagnes", ""))
    context = {
        "campaigns": followed_campaigns(request.user),
        "form": form,
        "members": Organism.objects.members_on(timezone.localdate()).count() if may_open else 0,
        "breadcrumb": breadcrumb,
    }
    return render(request, "reporting/reports/campaigns/campaign_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_detail(request: UserRequest, campaign_id: int) -> HttpResponse:
    _follower_or_404(request.user)
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    may_manage = request.user.coordinates_network
    if request.method == "POST":
        allow(may_manage, NOT_NETWORK)
    form = CampaignAddForm(campaign, request.POST or None) if may_manage else None
    if form and request.method == "POST" and form.is_valid():
        organism = form.cleaned_data["organism"]
        act = partial(add_to_campaign, campaign=campaign, organism=organism, by=request.user)
        if attempt(act, partial(form.add_error, "organism")):
            messages.success(request, f"{organism} est ajouté à la campagne.")
            return redirect("reporting:campaign-detail", campaign_id=campaign.pk)
    reports = campaign_standing(campaign, request.user)
    return render(
        request,
        "reporting/reports/campaigns/campaign_detail.html",
        _detail_context(request.user, campaign, reports, form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_undo(request: UserRequest, campaign_id: int) -> HttpResponse:
    _follower_or_404(request.user)
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    allow(request.user.coordinates_network, NOT_NETWORK)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(undo_opening, campaign=campaign, reason=form.cleaned_data["reason"], by=request.user)
        if attempt(act, partial(form.add_error, None)):
            messages.success(
                request, f"L’ouverture de la campagne {campaign} est annulée. Les organismes sont avertis."
            )
            return redirect("reporting:campaign-list")
    back = reverse("reporting:campaign-detail", args=[campaign.pk])
    context = {
        "subject": f"Campagne {campaign}",
        "form": form,
        "title": "Annuler l’ouverture",
        "lead": UNDONE_LEAD,
        "act": "Annuler l’ouverture",
        "back": back,
        "breadcrumb": _breadcrumb((f"Campagne {campaign}", back), ("Annuler l’ouverture", "")),
    }
    return render(request, "reporting/reports/report_reason.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_excuse(request: UserRequest, report_id: int) -> HttpResponse:
    _follower_or_404(request.user)
    report = get_object_or_404(reports_followed_by(request.user), pk=report_id)
    allow(request.user.coordinates_network, NOT_NETWORK)
    form = ReasonForm(request.POST or None)
    back = reverse("reporting:campaign-detail", args=[report.campaign_id])
    if request.method == "POST" and form.is_valid():
        act = partial(excuse_report, report=report, reason=form.cleaned_data["reason"], by=request.user)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, f"{report.organism} est dispensé.")
            return redirect(back)
    context = {
        "subject": report_kicker(report),
        "form": form,
        "title": f"Dispenser {report.organism}",
        "lead": EXCUSED_LEAD,
        "act": "Dispenser",
        "back": back,
        "breadcrumb": _breadcrumb((f"Campagne {report.campaign}", back), ("Dispenser", "")),
    }
    return render(request, "reporting/reports/report_reason.html", context)


@require_POST
def report_unexcuse(request: UserRequest, report_id: int) -> HttpResponse:
    _follower_or_404(request.user)
    report = get_object_or_404(reports_followed_by(request.user), pk=report_id)
    allow(request.user.coordinates_network, NOT_NETWORK)
    done = f"{report.organism}\u00a0: la dispense est levée, le rapport est de nouveau attendu."
    act_or_warn(request, partial(lift_excuse, report=report, by=request.user), done)
    return redirect("reporting:campaign-detail", campaign_id=report.campaign_id)


def _opening(cleaned: dict) -> dict:
    year = cleaned["year"]
    return {
        "period": DateRange(state_year_start(year), state_year_start(year + 1)),
        "due_on": cleaned["due_on"],
        "template_version": cleaned["template_version"],
    }


def _detail_context(user: User, campaign: Campaign, reports: list[Report], form) -> dict:
    rows = [(report.region.name, _standing_row(user, report, form is not None)) for report in reports]
    regions = [
        {"name": name, "rows": [row for _, row in of_region]}
        for name, of_region in groupby(rows, key=lambda pair: pair[0])
    ]
    due = [report for report in reports if not report.excused_at]
    filed = sum(1 for report in due if report.filed_at)
    return {
        "campaign": campaign,
        "form": form,
        "may_manage": form is not None,
        "may_undo": form is not None and is_opening_undoable(campaign),
        "may_cut": form is not None and any(not report.filed_at for report in due),
        "dates": campaign.corrected_dates.select_related("by"),
        "cuts": campaign.cuts.select_related("by"),
        "regions": regions,
        "legend": [{"turn": turn, "words": words, "sign": SIGNS[turn]} for turn, words in LEGEND],
        "lead": filed_words(filed, len(due)),
        "days_left": days_left(campaign.due_on),
        "spent": one_line(read_days(_followed(campaign, user), timezone.localdate()), ANNUAL_STAGES),
        "breadcrumb": _breadcrumb((f"Campagne {campaign}", "")),
    }


def _followed(campaign: Campaign, user: User) -> QuerySet[Report]:
    return campaign.reports.filter(pk__in=reports_followed_by(user).order_by().values("pk"))


def _standing_row(user: User, report: Report, may_manage: bool) -> dict:
    state = status(report, user)
    late = report.is_late_on(timezone.localdate())
    is_filed = report.filed_at is not None
    return {
        "name": report.organism.name,
        "url": reverse("reporting:report-detail", args=[report.pk]) if is_filed else "",
        "turn": LATE if late else state.turn,
        "sign": SIGNS[LATE] if late else state.sign,
        "words": "En retard" if late else state.words,
        "note": state.words if late else report.excused_reason,
        "filed_on": report.filed_at,
        "excuse_url": reverse("reporting:report-excuse", args=[report.pk])
        if may_manage and not is_filed and not report.excused_at
        else "",
        "lift_url": reverse("reporting:report-unexcuse", args=[report.pk]) if may_manage and report.excused_at else "",
    }
