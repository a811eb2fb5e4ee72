"""What a draft of a funder's file says: its settings, the cells of its workbook, the columns of its CSV."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisms.user_request import UserRequest
from reporting.engine.form.reading import read_form_spec
from reporting.form_editor.access import section_of
from reporting.form_editor.funder_files import actions
from reporting.form_editor.funder_files.access import file_in_use_stays, file_written
from reporting.form_editor.funder_files.column_words import ColumnWords
from reporting.form_editor.funder_files.forms import BookSettingsForm, ColumnsForm, RowsForm
from reporting.form_editor.funder_files.pages import FACTS_TITLE, box_groups, said_elsewhere
from reporting.form_editor.funder_files.ties_form import TiesForm
from reporting.form_editor.funder_files.wording import place_of_file, repetitions_of
from reporting.models import FunderFile, Section
from reporting.papers.filled_files.filling import blank_bytes
from reporting.workflow.posted_steps import attempt
from roriq_portal.edits.unchanged import NOTHING_CHANGED
from roriq_portal.files.blank_books.opening import load_trusted

PAGE = "reporting:funder-file"
SETTINGS = "Réglages du fichier"


@require_http_methods(["GET", "HEAD", "POST"])
def funder_file_edit(request: UserRequest, file_id: int) -> HttpResponse:
    file = file_written(request, file_id)
    if not file.is_draft:
        return file_in_use_stays(request, file)
    form = _settings_form(request, file)
    if request.method == "POST" and form.is_valid():
        act = actions.change_workbook if file.is_workbook else actions.change_rows
        if attempt(partial(act, file=file, by=request.user, **form.cleaned_data), partial(form.add_error, None)):
            messages.success(request, "Réglages enregistrés." if form.has_changed() else NOTHING_CHANGED)
            return redirect(PAGE, file.pk)
    context = {
        "form": form,
        "title": SETTINGS,
        "send": "Enregistrer",
        "kicker": str(file),
        "back": reverse(PAGE, args=[file.pk]),
        "breadcrumb": place_of_file(file.from_version, str(file), SETTINGS, file=file),
    }
    page = "reporting/form_editor/funder_files/funder_file_edit.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _settings_form(request: UserRequest, file: FunderFile) -> BookSettingsForm | RowsForm:
    data = request.POST or None
    if file.is_workbook:
        return BookSettingsForm(data, file=file)
    headings = list(file.ties.values_list("heading", flat=True))
    return RowsForm(data, repetitions=repetitions_of(file.from_version), file=file, headings=headings)


@require_http_methods(["GET", "HEAD", "POST"])
def funder_file_facts(request: UserRequest, file_id: int) -> HttpResponse:
    return _tie(request, file_written(request, file_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def funder_file_section(request: UserRequest, file_id: int, section_key: str) -> HttpResponse:
    file = file_written(request, file_id)
    return _tie(request, file, section_of(file.from_version, section_key))


def _tie(request: UserRequest, file: FunderFile, section: Section | None) -> HttpResponse:
    if not file.is_workbook:
        raise Http404
    if not file.is_draft:
        return file_in_use_stays(request, file)
    book, ties = load_trusted(blank_bytes(file)), list(file.ties.all())
    groups = box_groups(file, section, ties, book)
    elsewhere = said_elsewhere(file, ties, groups)
    form = TiesForm(request.POST or None, file=file, book=book, groups=groups, elsewhere=elsewhere)
    if request.method == "POST" and form.is_valid() and _saved(request, file, form):
        return redirect(request.path)
    title = section.words if section else FACTS_TITLE
    context = {"form": form, "file": file, "title": title, **_around(file, title)}
    page = "reporting/form_editor/funder_files/file_ties.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _saved(request: UserRequest, file: FunderFile, form: TiesForm) -> bool:
    act = partial(actions.save_ties, file=file, replaced=form.replaced(), ties=form.ties(), seen=form.seen)
    return _done(request, partial(act, by=request.user), form, file)


def _done(request: UserRequest, act: Any, form: TiesForm | ColumnsForm, file: FunderFile) -> bool:
    if not attempt(act, partial(form.add_error, None)):
        form.shows(file.revision)
        return False
    messages.success(request, "Liens enregistrés.")
    return True


def _around(file: FunderFile, title: str) -> dict[str, Any]:
    return {
        "back": reverse(PAGE, args=[file.pk]),
        "breadcrumb": place_of_file(file.from_version, str(file), title, file=file),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def funder_file_columns(request: UserRequest, file_id: int) -> HttpResponse:
    file = file_written(request, file_id)
    if file.is_workbook:
        raise Http404
    if not file.is_draft:
        return file_in_use_stays(request, file)
    ties = list(file.ties.order_by("rank"))
    words = ColumnWords(read_form_spec(file.from_version), file.repeats)
    form = ColumnsForm(request.POST or None, file=file, ties=ties, words=words)
    if request.method == "POST" and form.is_valid():
        act = partial(actions.save_ties, file=file, replaced=ties, ties=form.ties(), seen=form.seen, by=request.user)
        if _done(request, act, form, file):
            return redirect(PAGE, file.pk)
    context = {"form": form, "file": file, "listed": words.listed, **_around(file, "Colonnes")}
    page = "reporting/form_editor/funder_files/file_columns.html"
    return render(request, page, context, status=422 if form.errors else 200)
