"""An open report on its way to a later version of its form, and what such a change set aside."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.filling.views.sections import READS_VERSION
from reporting.models import FormChange, Report, TemplateVersion
from reporting.reports.form_change.actions import change_form
from reporting.reports.form_change.fates import read_move
from reporting.reports.form_change.offer import later_version
from reporting.reports.wording import moved_words
from reporting.workflow.posted_steps import attempt, sent_key, was_sent

NOT_MOVED = (
    "La coordination et la direction changent la version du gabarit, tant que le rapport n’a été ni déposé ni transmis."
)
UP_TO_DATE = "Ce rapport suit déjà la version la plus récente de son gabarit."


@require_http_methods(["GET", "HEAD", "POST"])
def report_form_change(request: UserRequest, report_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    key = sent_key(request)
    if was_sent(report.transitions.all(), key):
        return redirect("reporting:report-detail", report_id=report.pk)
    allow(permissions.can_change_form(request.user, report), NOT_MOVED)
    later = later_version(report)
    if later is None:
        messages.info(request, UP_TO_DATE)
        return redirect("reporting:report-detail", report_id=report.pk)
    refused: list[str] = []
    seen = request.POST.get("vu", "")
    act = partial(change_form, report=report, after=later, seen=seen, by=request.user, key=key or uuid.uuid4())
    if request.method == "POST" and attempt(act, refused.append):
        messages.success(request, moved_words(later.number))
        return redirect("reporting:report-detail", report_id=report.pk)
    return _page(request, report, later, " ".join(refused))


def _page(request: UserRequest, report: Report, later: TemplateVersion, refused: str) -> HttpResponse:
    """Show the page anew; a report that somebody handed in meanwhile shows its own."""
    context = {
        "report": report,
        "move": read_move(report, later),
        "refused": refused,
        "key": uuid.uuid4(),
        "breadcrumb": breadcrumb_of(report, f"Passer à la version {later.number}"),
    }
    page = "reporting/reports/form_change/report_form_change.html"
    return render(request, page, context, status=409 if refused else 200)


@require_safe
def report_set_aside(request: UserRequest, report_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(permissions.can_read_draft(request.user, report), READS_VERSION)
    changes = FormChange.objects.filter(step__report=report).select_related("step__by", "before", "after")
    rows = [change for change in changes.order_by("-pk") if change.set_aside]
    if not rows:
        raise Http404
    context = {"report": report, "changes": rows, "breadcrumb": breadcrumb_of(report, "Mis de côté")}
    return render(request, "reporting/reports/form_change/report_set_aside.html", context)
