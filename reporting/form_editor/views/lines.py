"""One line of a draft: added, changed with its preview beside it, removed."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from organisms.user_request import UserRequest
from reporting.form_editor.access import line_of, published_stays, version_written
from reporting.form_editor.lines.form import LineForm
from reporting.form_editor.lines.line_page import line_page, preview_typed, show_bands, shown_query
from reporting.form_editor.lines.saving import named_by, remove_line, save_line
from reporting.form_editor.lines.values import RELATED
from reporting.form_editor.lines.vocabulary import read_vocabulary
from reporting.form_editor.wording import breadcrumb_to, removal_lead
from reporting.models import Line, TemplateVersion
from reporting.workflow.posted_steps import attempt, attempt_to_make
from roriq_portal.edits.unchanged import NOTHING_CHANGED

PAGE = "reporting:form-version"


@require_http_methods(["GET", "HEAD", "POST"])
def form_line_add(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    return _write(request, version, None)


@require_http_methods(["GET", "HEAD", "POST"])
def form_line_edit(request: UserRequest, version_id: int, line_key: str) -> HttpResponse:
    version = version_written(request, version_id)
    return _write(request, version, line_of(version, line_key, RELATED))


def _write(request: UserRequest, version: TemplateVersion, line: Line | None) -> HttpResponse:
    if not version.is_draft:
        return published_stays(request, version)
    section = request.GET.get("section", "")
    form = LineForm(request.POST or None, vocabulary=read_vocabulary(version), line=line, section_key=section)
    if request.method == "POST" and form.is_valid():
        act = partial(save_line, version=version, form=form, by=request.user)
        if saved := attempt_to_make(act, partial(form.add_error, None)):
            messages.success(request, "Ligne enregistrée." if form.says_something_new() else NOTHING_CHANGED)
            if "suite" in request.POST:
                return redirect(_next_address(version, saved))
            return redirect(_address(version, saved.key) + shown_query(request.GET.get("apercu", "")))
    if line:
        show_bands(form, version, line)
    context = line_page(version, line, request.user, request.GET.get("apercu", ""))
    return render(request, "reporting/form_editor/lines/line_edit.html", context | {"form": form})


@require_POST
def form_line_preview(request: UserRequest, version_id: int, line_key: str) -> HttpResponse:
    """Nothing where the draft is none any more, or where what is typed is not fit to be saved: the preview stays."""
    version = version_written(request, version_id)
    line = line_of(version, line_key, RELATED)
    form = LineForm(request.POST, vocabulary=read_vocabulary(version), line=line)
    if request.method == "POST" and version.is_draft and form.is_valid():
        shown = preview_typed(version, form, request.user, request.GET.get("apercu", ""))
        return render(request, "reporting/form_editor/lines/_preview_body.html", shown)
    return HttpResponse(status=204)


def _address(version: TemplateVersion, key: str) -> str:
    return reverse("reporting:form-line-edit", args=[version.pk, key])


def _next_address(version: TemplateVersion, line: Line) -> str:
    """Where another line of the same section is added."""
    query = urlencode({"section": line.section.key})
    return f"{reverse('reporting:form-line-add', args=[version.pk])}?{query}"


@require_http_methods(["GET", "HEAD", "POST"])
def form_line_remove(request: UserRequest, version_id: int, line_key: str) -> HttpResponse:
    version = version_written(request, version_id)
    if request.method == "POST":
        act = partial(remove_line, version=version, line_key=line_key, by=request.user)
        if attempt(act, partial(messages.warning, request)):
            messages.success(request, "Ligne retirée.")
        return redirect(PAGE, version.pk)
    return render(request, "reporting/form_editor/form_confirm.html", _removal(version, line_of(version, line_key)))


def _removal(version: TemplateVersion, line: Line) -> dict[str, Any]:
    return {
        "title": "Retirer la ligne",
        "kicker": str(line),
        "lead": removal_lead(named_by(line)),
        "act": "Retirer la ligne",
        "back": _address(version, line.key),
        "breadcrumb": breadcrumb_to("Retirer une ligne", version=version),
    }
