"""The pages of a report’s sections, and their autosave."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.engine.form.reading import read_form_spec
from reporting.filling.autosave import SaveState, autosave_line
from reporting.filling.page.comments import comments_of
from reporting.filling.page.error_summary import conflict_items, error_items
from reporting.filling.page.form_moved import MOVED, shown_version, typed_before
from reporting.filling.page.section import KINDS, build_section_page, saved_from
from reporting.filling.page.task_list import before_words, locked_words, section_status
from reporting.filling.posted import Reading, box_name, plain_fields, read_section, seen_words
from reporting.filling.saving import posted_section, save_posted
from reporting.lines.assembly import build_sections
from reporting.lines.presenters import SectionView
from reporting.models import Line, Report, TemplateVersion

READS_VERSION = "Vous lisez la version déposée ou transmise."
NOT_WRITER = "La coordination et la direction remplissent le rapport, tant qu’il est ouvert."


@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: UserRequest, report_id: int, section: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(permissions.can_read_draft(request.user, report), READS_VERSION)
    if request.method == "POST":
        allow(permissions.can_write(request.user, report), NOT_WRITER)
        if before := shown_version(report, plain_fields(request.POST)):
            return _render_before(request, report, before)
    sections = build_sections(report)
    view = next((view for view in sections if view.key == section and view.is_offered), None)
    if view is None:
        raise Http404
    if request.method != "POST":
        return _render_typed(request, report, view)
    data = posted_section(view, request.POST)
    outcome = save_posted(report, view, data, by=request.user)
    if not outcome.is_saved:
        return _render_section(request, report, outcome.view, outcome.reading, data)
    messages.success(request, outcome.saved_words)
    return _after_saving(request, report, sections, view)


def _render_before(request: UserRequest, report: Report, before: TemplateVersion) -> HttpResponse:
    context = {
        "report": report,
        "typed": typed_before(before, plain_fields(request.POST)),
        "breadcrumb": breadcrumb_of(report, "Le gabarit a changé"),
    }
    return render(request, "reporting/filling/form_moved.html", context, status=409)


def _render_typed(request: UserRequest, report: Report, view: SectionView) -> HttpResponse:
    """Show a section as it stands, or as it was typed when the session had ended."""
    if not request.POST or not permissions.can_write(request.user, report):
        return _render_section(request, report, view, Reading(), None)
    data = posted_section(view, request.POST)
    return _render_section(request, report, view, read_section(view, data), data)


def _after_saving(request: UserRequest, report: Report, sections: list[SectionView], view: SectionView) -> HttpResponse:
    """Stay on the page, or go to the next section that the organism offers; after the last one, to the check."""
    if "suite" not in request.POST:
        return redirect("reporting:report-section", report_id=report.pk, section=view.key)
    keys = [offered.key for offered in sections if offered.is_offered]
    after = keys[keys.index(view.key) + 1 :]
    if after:
        return redirect("reporting:report-section", report_id=report.pk, section=after[0])
    return redirect("reporting:report-check", report_id=report.pk)


def _render_section(request, report: Report, view: SectionView, reading: Reading, data) -> HttpResponse:
    may_write = permissions.can_write(request.user, report)
    context = {
        "report": report,
        "section": view,
        "state": section_status(view),
        "page": build_section_page(report, view, reading, data, may_write=may_write),
        "seen": seen_words(view),
        "page_key": reading.page or secrets.token_hex(8),
        "errors": error_items(view, reading),
        "conflicts": conflict_items(reading.conflicts),
        "is_partly_saved": saved_from(view, reading.page),
        "comments": comments_of(report, view, reading, data),
        "may_write": may_write,
        "locked_words": locked_words(report),
        "kinds": KINDS,
        "past_words": before_words(report, view),
        "now_words": report.period_short,
        "breadcrumb": breadcrumb_of(report, view.title.partition(" – ")[0]),
    }
    refused = 409 if reading.conflicts else 422 if reading.errors else 200
    return render(
        request, "reporting/filling/report_section.html", context, status=refused if request.method == "POST" else 200
    )


@require_POST
def answer_autosave(request: UserRequest, report_id: int, line_key: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    data = plain_fields(request.POST)
    place = request.headers.get("HX-Target") or f"{box_name(line_key)}-etat"
    if permissions.can_write(request.user, report) and shown_version(report, data):
        return render(request, "reporting/filling/_saved.html", {"state": SaveState(place, refusals=(MOVED,))})
    line = read_form_spec(report.template_version).by_key.get(line_key)
    if line is None or line.kind in (Line.Kind.HEADING, Line.Kind.FILE):
        raise Http404
    allow(permissions.can_write(request.user, report), NOT_WRITER)
    state = autosave_line(report, line, data, place, by=request.user)
    return render(request, "reporting/filling/_saved.html", {"state": state})
