"""The steps of a consolidated report: frozen, prepared again, taken back, published, withdrawn."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from network.consolidation.access import NOT_YOURS, breadcrumb_of, consolidated_or_404
from network.consolidation.actions import (
    freeze_consolidation,
    mark_of,
    prepare_next,
    publish_consolidation,
    take_back_freezing,
    withdraw_publication,
)
from network.consolidation.content import build
from network.consolidation.forms import FreezeForm, warnings_about, words_of
from network.consolidation.reading.tables import read
from network.models import ConsolidatedReport
from network.permissions import can_consolidate
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.workflow.posted_steps import act_or_warn, attempt, sent_key, was_sent
from roriq_portal.edits.undo import say_undoable

NETWORK_ONLY = "Seule la coordination du réseau décide de ce que lisent les bailleurs."


@require_http_methods(["GET", "HEAD", "POST"])
def consolidated_freeze(request: UserRequest, report_id: int) -> HttpResponse:
    report = consolidated_or_404(request.user, report_id)
    allow(can_consolidate(request.user, report), NOT_YOURS)
    if was_sent(report.steps.all(), sent_key(request)):
        return redirect("network:consolidated-detail", report_id=report.pk)
    content = build(report).content
    is_first = not report.versions.exists()
    form = FreezeForm(request.POST or None, is_first=is_first, initial={"counted": mark_of(content)})
    if request.method == "POST" and form.is_valid():
        act = partial(freeze_consolidation, report=report, by=request.user, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            address = reverse("network:consolidated-take-back", args=[report.pk])
            say_undoable(request, f"{report} est figé\u00a0; son PDF se prépare.", address)
            return redirect("network:consolidated-detail", report_id=report.pk)
    context = {
        "report": report,
        "form": form,
        "reading": read(content),
        "warnings": warnings_about(words_of(report)),
        "breadcrumb": breadcrumb_of(report, "Figer"),
    }
    return render(request, "network/consolidation/consolidated_freeze.html", context)


@require_POST
def consolidated_prepare(request: UserRequest, report_id: int) -> HttpResponse:
    done = "La version suivante se prépare\u00a0; celle qui est figée reste en vigueur."
    return _step(request, report_id, prepare_next, done)


@require_POST
def consolidated_take_back(request: UserRequest, report_id: int) -> HttpResponse:
    return _step(request, report_id, take_back_freezing, "La version est annulée\u00a0; le rapport se prépare encore.")


@require_POST
def consolidated_publish(request: UserRequest, report_id: int) -> HttpResponse:
    return _step(request, report_id, publish_consolidation, "Les bailleurs le lisent maintenant.", publishes=True)


@require_POST
def consolidated_withdraw(request: UserRequest, report_id: int) -> HttpResponse:
    return _step(request, report_id, withdraw_publication, "Les bailleurs ne le lisent plus.", publishes=True)


def _step(
    request: UserRequest, report_id: int, act: Callable[..., object], done: str, *, publishes: bool = False
) -> HttpResponse:
    report: ConsolidatedReport = consolidated_or_404(request.user, report_id)
    key = sent_key(request)
    if not was_sent(report.steps.all(), key):
        may = request.user.coordinates_network if publishes else can_consolidate(request.user, report)
        allow(may, NETWORK_ONLY if publishes else NOT_YOURS)
        act_or_warn(request, partial(act, report=report, by=request.user, key=key or uuid4()), done)
    return redirect("network:consolidated-detail", report_id=report.pk)
