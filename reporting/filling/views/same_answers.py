"""The page that takes the answers of the report before, all at once, and what undoes it."""

import secrets
from collections.abc import Collection, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.filling.actions.answers import StaleAnswer
from reporting.filling.same_answers.actions import lines_taken, repeat_answers, undo_repeated
from reporting.filling.same_answers.period_words import same_answers_words
from reporting.filling.same_answers.rows import same_answers
from reporting.filling.views.sections import NOT_WRITER, READS_VERSION
from reporting.lines.assembly import read_report_data
from reporting.models import Report
from reporting.workflow.transitions import ActionRefused
from roriq_portal.formats.phrases import counted
from roriq_portal.formats.typed import read_digits

TICKED = "reprise"
NOTHING_TICKED = "Cochez au moins une ligne."
TAKEN = "C’est inscrit, avec la mention «\u00a0repris\u00a0»."


@require_http_methods(["GET", "HEAD", "POST"])
def report_same_answers(request: UserRequest, report_id: int) -> HttpResponse:
    report = _written_report(request, report_id)
    keys = request.POST.getlist(TICKED)
    if request.method != "POST":
        return _render(request, report, _chosen(request))
    if not keys:
        return _render(request, report, keys, refused=NOTHING_TICKED)
    page, version_id = request.POST.get("page", ""), read_digits(request.POST.get("version"))
    try:
        done = repeat_answers(report=report, keys=keys, version_id=version_id, page=page, by=request.user)
    except (ActionRefused, StaleAnswer) as refusal:
        return _render(request, report, keys, refused=str(refusal))
    if done.refused or not done.taken:
        words = "" if done.refused else NOTHING_TICKED
        return _render(request, report, keys, errors=done.refused, refused=words, page=page)
    messages.success(request, TAKEN)
    return redirect(f"{reverse('reporting:report-same-answers', args=[report.pk])}?fait={page}")


def _written_report(request: UserRequest, report_id: int) -> Report:
    report = report_or_404(request, report_id)
    allow(permissions.can_read_draft(request.user, report), READS_VERSION)
    allow(permissions.can_write(request.user, report), NOT_WRITER)
    return report


def _chosen(request: UserRequest) -> Collection[str] | None:
    """Return the lines to tick: those ticked when the session had ended, every one, none, or None for the usual."""
    if request.POST:
        return request.POST.getlist(TICKED)
    return () if request.GET.get("cocher") == "rien" else None


def _render(
    request: UserRequest,
    report: Report,
    ticked: Collection[str] | None,
    *,
    errors: Mapping[str, str] | None = None,
    refused: str = "",
    page: str = "",
) -> HttpResponse:
    data, done = read_report_data(report), page or request.GET.get("fait", "")
    ticks_all = request.method != "POST" and request.GET.get("cocher") == "tout"
    context = {
        "report": report,
        "words": same_answers_words(data.past, report.period),
        "now_words": report.period_short,
        "table": same_answers(data, ticked=ticked, errors=errors, ticks_all=ticks_all),
        "refused": refused,
        "done": done,
        "taken": lines_taken(report, done),
        "page_key": secrets.token_hex(8),
        "breadcrumb": breadcrumb_of(report, "Mêmes réponses"),
    }
    status = 409 if refused and refused != NOTHING_TICKED else 422 if errors or refused else 200
    return render(request, "reporting/filling/same_answers/report_same_answers.html", context, status=status)


@require_POST
def same_answers_undo(request: UserRequest, report_id: int) -> HttpResponse:
    report = _written_report(request, report_id)
    try:
        removed = undo_repeated(report=report, page=request.POST.get("page", ""), by=request.user)
        messages.success(request, f"{counted(removed, 'ligne reprise est retirée', 'lignes reprises sont retirées')}.")
    except ActionRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reporting:report-same-answers", report.pk)
