"""Bringing a register in: the list of imports, the file, its columns and its activity words."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from organisms.models import Organism
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.files.quota import room_words
from roriq_portal.files.request_size import bytes_sent
from roriq_portal.files.storage import open_stored
from services.access import batch_for, organism_for
from services.imports.actions import (
    ROWS_SEEN,
    ImportRefused,
    check_register,
    receive_register,
    teach_columns,
    teach_references,
    teach_types,
)
from services.imports.examination.by_worker import start_examination
from services.imports.examination.preview import Examination
from services.imports.forms import ColumnsForm, ImportForm, ReferencesForm, TypesForm, too_big
from services.imports.listing import IMPORTS
from services.imports.reading.opening import Opened, choices_of, open_register
from services.imports.registers import MAX_BYTES, UnreadableRegister
from services.models import ImportBatch
from services.text.sentences import answers_saved_words

# Boundaries and field names around the file itself.
MOST_SENT = MAX_BYTES + 64 * 1024


@require_safe
def import_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism = organism_for(request, organism_id, write=True)
    batches = ImportBatch.objects.visible_to(request.user).filter(organism=organism).select_related("created_by")
    return answer_list(request, IMPORTS, batches, "services/imports/import_list.html", {"organism": organism})


# CSRF is checked inside: its middleware would read a body of any size before this view could refuse it unread.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def import_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    sent = bytes_sent(request)
    if request.method == "POST" and sent > MOST_SENT:
        context = {"organism": organism, "form": ImportForm(), "refusal": too_big(sent)}
        return render(request, "services/imports/import_add.html", context, status=413)
    return _import_add(request, organism)


@csrf_protect
def _import_add(request: UserRequest, organism: Organism) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = receive_register(organism=organism, file=file, name=file.name, by=request.user)
                _say_room(request, organism.pk)
                return redirect("services:import-columns", organism.pk, batch.pk)
            except UnreadableRegister as refusal:
                form.add_error("file", str(refusal))
    return render(
        request,
        "services/imports/import_add.html",
        {"organism": organism, "form": form},
        status=422 if form.errors else 200,
    )


def _say_room(request: UserRequest, organism_id: int) -> None:
    if room := room_words(organism_id):
        messages.info(request, room)


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if not can_be_read(batch):
        return redirect("services:import-detail", organism.pk, batch.pk)
    try:
        opened = opened_here(organism, batch)
    except UnreadableRegister as refusal:
        messages.warning(request, f"{batch.name}\xa0: {refusal}")
        return redirect("services:import-list", organism.pk)
    every = "toutes" in request.GET
    if opened.is_ready and not every:
        return after_columns(organism, batch, opened)
    form = ColumnsForm(typed(request), opened=opened, every=every)
    if request.method == "POST" and form.is_valid():
        act = partial(teach_columns, batch=batch, chosen=form.chosen(), here_only=form.here_only())
        if answer := go_on(form, act, partial(after_columns, organism, batch)):
            return answer
    context = {"organism": organism, "batch": batch, "form": form, "columns": opened.columns, "every": every}
    return render(
        request, "services/imports/questions/import_columns.html", context, status=422 if form.errors else 200
    )


def can_be_read(batch: ImportBatch) -> bool:
    """Whether it still waits to be checked, so that its file may be read otherwise."""
    return batch.state == ImportBatch.State.READ and not batch.failure


def opened_here(organism: Organism, batch: ImportBatch) -> Opened:
    """Return the register as a page opens it: of a heavy one, its first rows."""
    most_rows = ROWS_SEEN if batch.is_heavy else None
    with open_stored(batch.file, batch.sha256) as file:
        return open_register(file, organism, batch.mapping, choices=choices_of(batch), most_rows=most_rows)


def go_on(form: Form, act: Callable[[], object], then: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Keep an answer about how to read a file, and go on. Of a file that cannot be read so, the form says why.

    Nothing is kept then.
    """
    try:
        with transaction.atomic():
            act()
            return then()
    except (UnreadableRegister, ImportRefused) as refusal:
        form.add_error(None, str(refusal))
        return None


def after_columns(
    organism: Organism, batch: ImportBatch, opened: Opened | None = None, answered: str = ""
) -> HttpResponse:
    """Ask how to read the file when that is not clear, else judge it. A sheet chosen anew may have columns to name."""
    opened = opened or opened_here(organism, batch)
    if not opened.is_ready:
        return redirect("services:import-columns", organism.pk, batch.pk)
    if opened.questions:
        return redirect("services:import-reading", organism.pk, batch.pk)
    return _checked(organism, batch, answered)


def typed(request: UserRequest) -> QueryDict | None:
    """An empty answer that is sent is one; on GET only what came back from a session that had ended."""
    return request.POST if request.method == "POST" or request.POST else None


def _checked(organism: Organism, batch: ImportBatch, answered: str = "") -> HttpResponse:
    """Judge the file; ask about its unknown words before showing the result."""
    if batch.is_heavy:
        return _sent_to_examination(organism, batch, answered)
    examination = check_register(batch=batch)
    if examination.unknown_words:
        return redirect("services:import-types", organism.pk, batch.pk)
    return _types_known(organism, batch, examination)


def _sent_to_examination(organism: Organism, batch: ImportBatch, answered: str = "") -> HttpResponse:
    start_examination(batch=batch, answered=answered)
    return redirect("services:import-detail", organism.pk, batch.pk)


def _types_known(organism: Organism, batch: ImportBatch, examination: Examination) -> HttpResponse:
    """Ask about the references of no agreement before showing the result."""
    name = "services:import-agreements" if examination.unknown_references else "services:import-detail"
    return redirect(name, organism.pk, batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def import_types(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if batch.state != ImportBatch.State.READ or not batch.summary:
        return redirect("services:import-detail", organism.pk, batch.pk)
    words = dict(batch.summary["asked_words"]) if batch.is_heavy else check_register(batch=batch).unknown_words
    form = TypesForm(typed(request), organism=organism, words=words)
    if request.method == "POST" and form.is_valid():
        teach_types(organism=organism, chosen=form.chosen())
        _add_answers_message(request, len(form.chosen()))
        if batch.is_heavy:
            return _sent_to_examination(organism, batch, "types")
        return _types_known(organism, batch, check_register(batch=batch))
    context = {"organism": organism, "batch": batch, "form": form, "more": len(words) - len(form.words)}
    return render(request, "services/imports/questions/import_types.html", context, status=422 if form.errors else 200)


def _references(batch: ImportBatch) -> dict[str, int]:
    return dict(batch.summary["asked_references"]) if batch.is_heavy else check_register(batch=batch).unknown_references


@require_http_methods(["GET", "HEAD", "POST"])
def import_agreements(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if batch.state != ImportBatch.State.READ or not batch.summary:
        return redirect("services:import-detail", organism.pk, batch.pk)
    references = _references(batch)
    form = ReferencesForm(typed(request), organism=organism, references=references)
    if request.method == "POST" and form.is_valid():
        teach_references(organism=organism, chosen=form.chosen())
        _add_answers_message(request, len(form.chosen()))
        if batch.is_heavy:
            return _sent_to_examination(organism, batch, "agreements")
        check_register(batch=batch)
        return redirect("services:import-detail", organism.pk, batch.pk)
    context = {"organism": organism, "batch": batch, "form": form, "more": len(references) - len(form.references)}
    return render(
        request, "services/imports/questions/import_agreements.html", context, status=422 if form.errors else 200
    )


def _add_answers_message(request: UserRequest, answers: int) -> None:
    if answers:
        messages.success(request, answers_saved_words(answers))
