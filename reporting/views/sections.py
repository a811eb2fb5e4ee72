"""The task list of a report, and the page of each of its sections."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting import permissions
from reporting.actions import AnswerRefused, StaleAnswer, save_answer
from reporting.boxes import build_boxes
from reporting.corrections import conflict_items, error_items
from reporting.entries import Reading, box_name, read_section, seen_words
from reporting.forms import AttachmentForm
from reporting.lineviews import SectionView
from reporting.models import Answer, Line, Report
from reporting.questions import KINDS, lay_out, warnings_in
from reporting.saving import posted_section, save_section
from reporting.tasks import SECTION_STATES, detail_context, past_words, section_status
from reporting.typed import readable

from .access import allow, is_inside, latest_version, report_or_404, trail_steps
from .lines import line_links
from .versions import render_version

NOT_WRITER = "La coordination et la direction remplissent le rapport, tant qu’il est ouvert."


@require_safe
def report_detail(request: HttpRequest, report_id: int) -> HttpResponse:
    report = report_or_404(request, report_id)
    version = latest_version(report)
    if not is_inside(request.user, report) and version is not None:
        if report.kind == Report.Kind.FUNDER:
            return redirect("reporting:funder-report-read", report_id=report.pk)
        return render_version(request, report, version)
    sections = build_boxes(report)
    general = list(report.comments.filter(line_key="").select_related("opened_by", "resolved_by"))
    context = {
        **detail_context(request.user, report, sections),
        "version": version,
        "general_comments": line_links(report, general),
        "may_write": permissions.can_write(request.user, report),
        "may_preview": is_inside(request.user, report),
        "steps": trail_steps(report),
    }
    return render(request, "reporting/report_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_section(request: HttpRequest, report_id: int, section: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(is_inside(request.user, report) or report.filed_at is None, "Vous lisez la version déposée.")
    if request.method == "POST":
        allow(permissions.can_write(request.user, report), NOT_WRITER)
    sections = build_boxes(report)
    view = next((found for found in sections if found.key == section and found.is_offered), None)
    if view is None:
        raise Http404
    if request.method != "POST":
        return _render_section(request, report, view, Reading(), None)
    data = posted_section(view, request.POST)
    reading = read_section(view, data)
    if reading.errors or reading.conflicts or not save_section(report, reading, by=request.user):
        return _render_section(request, report, view, reading, data)
    messages.success(request, "Enregistré.")
    return _after_saving(request, report, sections, view)


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
    comments = line_links(report, [comment for line in view.lines for comment in line.comments])
    waiting = [comment for comment in comments if comment.resolved_at is None]
    context = {
        "report": report,
        "section": view,
        "state": section_status(view),
        "questions": lay_out(report, view, reading, data, may_write=may_write),
        "seen": seen_words(view),
        "errors": error_items(view, reading),
        "conflicts": conflict_items(reading.conflicts),
        "comments": waiting,
        "comments_words": _comments_words(len(waiting)),
        "answered_comments": [comment for comment in comments if comment.resolved_at],
        "files": [_file_line(line) for line in view.lines if line.kind == Line.Kind.FILE],
        "may_write": may_write,
        "locked_words": SECTION_STATES["locked"] if report.is_open else SECTION_STATES["filed"],
        "kinds": KINDS,
        "past_words": past_words(report),
        "now_words": report.period_short,
        "steps": trail_steps(report, view.title.partition(" – ")[0]),
    }
    status = 409 if reading.conflicts else 422 if reading.errors else 200
    return render(request, "reporting/report_section.html", context, status=status)


def _comments_words(count: int) -> str:
    if count == 1:
        return "Un commentaire. Il se ferme quand vous répondez."
    return f"{count} commentaires. Chacun se ferme quand vous répondez."


def _file_line(line) -> dict:
    return {
        "key": line.key,
        "words": line.words,
        "hint": line.line.hint,
        "attachments": line.files,
        "is_open": line.is_open,
        "form": AttachmentForm(auto_id=f"piece-{line.key}-%s"),
    }


def _other_text(other: Answer | None) -> dict:
    """Return what somebody else saved meanwhile: who, when, which text; an erased text is an empty one."""
    if other is None:
        return {"by": "Une autre personne", "at": timezone.now(), "text": ""}
    return {
        "by": other.saved_by.name if other.saved_by else "Une autre personne",
        "at": other.saved_at,
        "text": other.text,
    }


@require_POST
def answer_autosave(request: HttpRequest, report_id: int, line_key: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    line = get_object_or_404(report.template_version.lines, key=line_key, kind=Line.Kind.TEXT)
    allow(permissions.can_write(request.user, report), NOT_WRITER)
    name = box_name(line.key)
    text = readable(request.POST.get(name, "")).strip()
    seen = request.POST.get(f"{name}-rev", "")
    question = {"name": name, "key": line.key, "revision": seen, "warnings": warnings_in(text)}
    if len(text) > (line.max_chars or 0):
        question["autosave_error"] = (
            f"Pas enregistré\u00a0: ce texte compte {len(text)} signes, la limite est de {line.max_chars}."
        )
        return _render_saved(request, question)
    seen_revision = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    try:
        answer = save_answer(report=report, line=line, text=text, by=request.user, seen_revision=seen_revision)
    except StaleAnswer as stale:
        question["revision"] = stale.current.revision if stale.current else 0
        return _render_saved(request, question, conflict=_other_text(stale.current))
    except AnswerRefused as refusal:
        return _render_saved(request, {**question, "autosave_error": str(refusal)})
    question["revision"] = answer.revision if answer else 0
    return _render_saved(request, question, saved_at=answer.saved_at if answer else timezone.now())


def _render_saved(request: HttpRequest, question: dict, *, saved_at=None, conflict=None) -> HttpResponse:
    context = {"question": question, "saved_at": saved_at, "conflict": conflict}
    return render(request, "reporting/_saved.html", context)
