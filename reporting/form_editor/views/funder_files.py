"""Files of funders: listed by form, added, read, tried, put in use, retired, thrown away."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from reporting.form_editor.access import may_read, version_written
from reporting.form_editor.funder_files import actions
from reporting.form_editor.funder_files.access import file_read, file_written
from reporting.form_editor.funder_files.blank_book import BlankBook
from reporting.form_editor.funder_files.forms import AdoptForm, BlankBookForm, RowsForm
from reporting.form_editor.funder_files.pages import files_of, overview
from reporting.form_editor.funder_files.trial import trial_choices, trial_copy
from reporting.form_editor.funder_files.wording import added_words, place_of_file, repetitions_of
from reporting.form_editor.wording import breadcrumb_to
from reporting.models import FunderFile, Template, TemplateVersion
from reporting.papers.filled_files.filling import blank_bytes
from reporting.papers.views.filled_files import send_filled
from reporting.workflow.posted_steps import act_or_warn, attempt, attempt_to_make
from roriq_portal.files.blank_books.losses import loss_words
from roriq_portal.files.blank_books.opening import load_trusted
from roriq_portal.files.spreadsheets import file_response

PAGE = "reporting:funder-file"


@require_safe
def funder_file_list(request: UserRequest, template_id: int) -> HttpResponse:
    may_read(request)
    template = get_object_or_404(Template.objects.select_related("programme__funder"), pk=template_id)
    published = template.versions.published().order_by("-number").first()
    context = {
        "template": template,
        "rows": files_of(template),
        "published": published,
        "may_write": request.user.coordinates_network and template.retired_at is None,
        "breadcrumb": breadcrumb_to("Fichiers du bailleur", version=published),
    }
    return render(request, "reporting/form_editor/funder_files/funder_file_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def funder_file_add(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    form = BlankBookForm(request.POST, request.FILES) if request.method == "POST" else BlankBookForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        book: BlankBook = data["file"]
        act = partial(actions.add_workbook, version=version, book=book, name=data["name"], by=request.user)
        if added := attempt_to_make(partial(act, adds_notes=data["adds_notes"]), partial(form.add_error, "file")):
            messages.success(request, added_words(added))
            return redirect(PAGE, added.file.pk)
    return _part(request, form, version, "Téléverser le classeur du bailleur", "Téléverser")


@require_http_methods(["GET", "HEAD", "POST"])
def funder_rows_add(request: UserRequest, version_id: int) -> HttpResponse:
    version = version_written(request, version_id)
    form = RowsForm(request.POST or None, repetitions=repetitions_of(version))
    if request.method == "POST" and form.is_valid():
        act = partial(actions.add_rows, version=version, by=request.user, **form.cleaned_data)
        if added := attempt_to_make(act, partial(form.add_error, None)):
            messages.success(request, added_words(added))
            return redirect(PAGE, added.file.pk)
    return _part(request, form, version, "Décrire le CSV du bailleur", "Enregistrer")


def _part(request: UserRequest, form: Any, version: TemplateVersion, title: str, send: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "send": send,
        "kicker": str(version),
        "has_file": "file" in form.fields,
        "back": reverse("reporting:funder-file-list", args=[version.template_id]),
        "breadcrumb": place_of_file(version, title),
    }
    page = "reporting/form_editor/funder_files/funder_file_edit.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_safe
def funder_file(request: UserRequest, file_id: int) -> HttpResponse:
    file = file_read(request, file_id)
    return _page(request, file, AdoptForm(file=file))


def _page(request: UserRequest, file: FunderFile, form: AdoptForm) -> HttpResponse:
    ties = list(file.ties.all())
    book = load_trusted(blank_bytes(file)) if file.is_workbook else None
    context = {
        "file": file,
        "form": form,
        "ties": [tie for tie in ties if tie.fact or tie.line_key],
        "columns": len(ties),
        "overview": overview(file, ties, book),
        "losses": loss_words(file.losses),
        "may_write": request.user.coordinates_network,
        "breadcrumb": place_of_file(file.from_version, str(file)),
    }
    page = "reporting/form_editor/funder_files/funder_file.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_safe
def funder_file_blank(request: UserRequest, file_id: int) -> HttpResponse:
    file = get_object_or_404(FunderFile, pk=file_read(request, file_id).pk, kind=FunderFile.Kind.XLSX)
    return file_response("xlsx", f"vide-{file.template.key}-{file.number}", blank_bytes(file))


@require_safe
def funder_file_try(request: UserRequest, file_id: int) -> HttpResponse:
    file, chosen = file_read(request, file_id), request.GET.get("avec", "")
    filled = trial_copy(file, request.user, chosen) if chosen else None
    if filled and "copie" in request.GET:
        return send_filled(filled, file, "essai")
    context = {
        "file": file,
        "filled": filled,
        "chosen": chosen,
        "choices": trial_choices(file, request.user),
        "breadcrumb": place_of_file(file.from_version, str(file), "Essayer", file=file),
    }
    return render(request, "reporting/form_editor/funder_files/funder_file_try.html", context)


@require_POST
def funder_file_adopt(request: UserRequest, file_id: int) -> HttpResponse:
    file = file_written(request, file_id)
    form = AdoptForm(request.POST, file=file)
    if form.is_valid():
        accepts = form.cleaned_data.get("accepts_losses", False)
        act = partial(actions.adopt_file, file=file, accepts_losses=accepts, seen=form.seen, by=request.user)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, f"En usage\u00a0: {file.name}. Il est offert à côté du PDF et du XLSX.")
            return redirect(PAGE, file.pk)
        form.shows(file.revision)
    return _page(request, file, form)


@require_POST
def funder_file_retire(request: UserRequest, file_id: int) -> HttpResponse:
    file = file_written(request, file_id)
    done = f"Retiré\u00a0: {file.name}. Il n’est plus offert."
    act_or_warn(request, partial(actions.retire_file, file=file, by=request.user), done)
    return redirect(PAGE, file.pk)


@require_POST
def funder_file_discard(request: UserRequest, file_id: int) -> HttpResponse:
    file = file_written(request, file_id)
    act = partial(actions.discard_file, file=file, by=request.user)
    if act_or_warn(request, act, f"Abandonné\u00a0: {file.name}."):
        return redirect("reporting:funder-file-list", file.template_id)
    return redirect(PAGE, file.pk)
