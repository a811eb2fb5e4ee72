"""A campaign under way, for the network: its due day corrected, what nobody began cancelled; the days of each side."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisms.removals.views import say_removed
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.models import Campaign
from reporting.permissions import follows_campaigns
from reporting.reports.actions.campaign_changes import correct_date, cut_untouched
from reporting.reports.campaign_status import cut_words
from reporting.reports.forms import CampaignDateForm, ReasonForm
from reporting.reports.views.campaigns import NOT_NETWORK
from reporting.workflow.posted_steps import attempt, attempt_to_make
from roriq_portal.formats.days import format_day

DATE_LEAD = (
    "Les rapports qui ne sont pas déposés suivent cette date, et leur organisme en est averti avec votre motif. Ceux "
    "qui le sont gardent la leur."
)


def _campaign_or_404(request: UserRequest, campaign_id: int) -> Campaign:
    if not follows_campaigns(request.user):
        raise Http404
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    allow(request.user.coordinates_network, NOT_NETWORK)
    return campaign


def _page(request: UserRequest, campaign: Campaign, form, **words: str) -> HttpResponse:
    back = reverse("reporting:campaign-detail", args=[campaign.pk])
    place = [("Dépôts", reverse("reporting:report-list")), (f"Campagne {campaign}", back), (words["title"], "")]
    context = {"subject": f"Campagne {campaign}", "form": form, "back": back, "breadcrumb": place, **words}
    return render(request, "reporting/reports/report_reason.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_date(request: UserRequest, campaign_id: int) -> HttpResponse:
    campaign = _campaign_or_404(request, campaign_id)
    form = CampaignDateForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("due_on", "reason")}
        if attempt(partial(correct_date, campaign=campaign, by=request.user, **said), partial(form.add_error, None)):
            day = format_day(said["due_on"])
            messages.success(request, f"L’échéance est maintenant le {day}. Les organismes sont avertis.")
            return redirect("reporting:campaign-detail", campaign_id=campaign.pk)
    words = {"title": "Corriger l’échéance", "lead": DATE_LEAD, "act": "Corriger l’échéance"}
    return _page(request, campaign, form, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_cut(request: UserRequest, campaign_id: int) -> HttpResponse:
    campaign = _campaign_or_404(request, campaign_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(cut_untouched, campaign=campaign, reason=form.cleaned_data["reason"], by=request.user)
        if removal := attempt_to_make(act, partial(form.add_error, None)):
            say_removed(request, removal)
            return redirect("reporting:campaign-detail", campaign_id=campaign.pk)
    words = {
        "title": "Annuler ce que personne n’a commencé",
        "lead": cut_words(campaign),
        "act": "Annuler ces rapports",
    }
    return _page(request, campaign, form, **words)
