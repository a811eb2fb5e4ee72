"""The pages of a report’s sections, and what is kept as one types."""

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reporting import permissions
from reporting.access import allow, breadcrumb_of, report_or_404
from reporting.engine.form_spec import read_form_spec
from reporting.filling.autosave import autosave_line
from reporting.filling.forms import AttachmentForm
from reporting.filling.page.error_summary import conflict_items, error_items
from reporting.filling.page.notes import closed_notes
from reporting.filling.page.section import KINDS, lay_out
from reporting.filling.page.task_list import SECTION_STATES, past_words, section_status
from reporting.filling.posted import Reading, box_name, plain_fields, read_section, reply_name, seen_words
from reporting.filling.saving import posted_section, save_posted
from reporting.lines.assembly import build_sections
from reporting.lines.page_parts import line_links
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Comment, Line, Report

READS_VERSION = "Vous lisez la version déposée ou transmise."
NOT_WRITER = "La coordination et la direction remplissent le rapport, tant qu’il est ouvert."


@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: HttpRequest, report_id: int, section: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(permissions.can_read_draft(request.user, report), READS_VERSION)
    if request.method == "POST":
        allow(permissions.can_write(request.user, report), NOT_WRITER)
    sections = build_sections(report)
    view = next((found for found in sections if found.key == section and found.is_offered), None)
    if view is None:
        raise Http404
    if request.method != "POST":
        return _render_typed(request, report, view)
    data = posted_section(view, request.POST)
    outcome = save_posted(report, view, data, by=request.user)
    if not outcome.is_saved:
        return _render_section(request, report, outcome.view, outcome.reading, data)
    messages.success(request, _saved_words(outcome.replied))
    return _after_saving(request, report, sections, view)


def _render_typed(request: HttpRequest, report: Report, view: SectionView) -> HttpResponse:
    """Show a section as it stands, or as it was typed when the session had ended."""
    if not request.POST or not permissions.can_write(request.user, report):
        return _render_section(request, report, view, Reading(), None)
    data = posted_section(view, request.POST)
    return _render_section(request, report, view, read_section(view, data), data)


def _saved_words(replied: int) -> str:
    if not replied:
        return "Enregistré."
    return f"Enregistré. {'Réponse envoyée' if replied == 1 else f'{replied} réponses envoyées'}."


def _after_saving(request: HttpRequest, report: Report, sections: list[SectionView], view: SectionView) -> HttpResponse:
    """Stay on the page, or go to the next section that the organism offers; after the last one, to the check."""
    if "suite" not in request.POST:
        return redirect("reporting:report-section", report_id=report.pk, section=view.key)
    keys = [found.key for found in sections if found.is_offered]
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
        "questions": lay_out(report, view, reading, data, may_write=may_write),
        "seen": seen_words(view),
        "page_key": reading.page or secrets.token_hex(8),
        "errors": error_items(view, reading),
        "conflicts": conflict_items(reading.conflicts),
        **_remarks(report, view, reading, data),
        "files": [_file_line(report, line, may_write) for line in view.lines if line.kind == Line.Kind.FILE],
        "may_write": may_write,
        "locked_words": SECTION_STATES["locked"] if report.is_open else SECTION_STATES["filed"],
        "kinds": KINDS,
        "past_words": past_words(report),
        "now_words": report.period_short,
        "steps": breadcrumb_of(report, view.title.partition(" – ")[0]),
    }
    refused = 409 if reading.conflicts else 422 if reading.errors else 200
    return render(
        request, "reporting/filling/report_section.html", context, status=refused if request.method == "POST" else 200
    )


def _remarks(report: Report, view: SectionView, reading: Reading, data: Mapping[str, str] | None) -> dict:
    comments = line_links(report, [comment for line in view.lines for comment in line.comments])
    waiting = [_with_reply(comment, reading, data) for comment in comments if comment.resolved_at is None]
    return {
        "comments": waiting,
        "comments_words": _comments_words(len(waiting)),
        "answered_comments": [comment for comment in comments if comment.resolved_at],
    }


def _with_reply(comment: Comment, reading: Reading, data: Mapping[str, str] | None) -> Comment:
    """Give a remark what was typed in answer, and what was refused of it."""
    comment.reply_name = reply_name(comment.pk)
    comment.typed = (data or {}).get(comment.reply_name, "")
    comment.refusal = reading.errors.get(comment.reply_name, "")
    return comment


def _comments_words(count: int) -> str:
    if count == 1:
        return "Un commentaire. Il se ferme quand vous répondez."
    return f"{count} commentaires. Chacun se ferme quand vous y répondez."


def _file_line(report: Report, line: LineView, may_write: bool) -> dict:
    return {
        "key": line.key,
        "words": line.words,
        "hint": line.line.hint,
        "attachments": line.files,
        "is_open": line.is_open,
        "is_optional": not line.line.required,
        "notes": closed_notes(report, line, may_write),
        "form": AttachmentForm(auto_id=f"piece-{line.key}-%s"),
    }


@require_POST
def answer_autosave(request: HttpRequest, report_id: int, line_key: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    line = read_form_spec(report.template_version).by_key.get(line_key)
    if line is None or line.kind in (Line.Kind.HEADING, Line.Kind.FILE):
        raise Http404
    allow(permissions.can_write(request.user, report), NOT_WRITER)
    place = request.headers.get("HX-Target") or f"{box_name(line.key)}-etat"
    state = autosave_line(report, line, plain_fields(request.POST), place, by=request.user)
    return render(request, "reporting/filling/_saved.html", {"state": state})
