"""The page where a decision made by mistake is taken back, with a reason."""

import uuid
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import breadcrumb_of, report_or_404
from reporting.reports.forms import ReasonForm
from reporting.reports.wording import report_kicker, take_back_lead
from reporting.workflow.posted_steps import attempt, sent_key, was_sent
from reporting.workflow.taking_back import GONE, take_back_decision


@require_http_methods(["GET", "HEAD", "POST"])
def report_take_back(request: UserRequest, report_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    if was_sent(report.transitions.all(), sent_key(request)):
        return redirect("reporting:report-detail", report_id=report.pk)
    decision = permissions.revocable_decision(request.user, report)
    if decision is None:
        raise PermissionDenied(GONE)
    form = ReasonForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        act = partial(take_back_decision, report=report, by=request.user, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, "Votre décision est annulée. Ceux qui en étaient avertis le sont de nouveau.")
            return redirect("reporting:report-detail", report_id=report.pk)
    context = {
        "subject": report_kicker(report),
        "form": form,
        "title": f"Annuler {decision.noun}",
        "lead": take_back_lead(decision),
        "act": f"Annuler {decision.noun}",
        "back": reverse("reporting:report-detail", args=[report.pk]),
        "breadcrumb": breadcrumb_of(report, "Annuler"),
    }
    return render(request, "reporting/reports/report_reason.html", context)
