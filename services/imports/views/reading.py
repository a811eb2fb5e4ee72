"""How a file is read, asked before it is judged, and what is remembered of such answers."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisms.user_request import UserRequest
from roriq_portal.edits.undo import TOO_LATE
from roriq_portal.formats.typed import read_digits
from services.access import batch_for, organism_for
from services.imports.actions import choose_reading
from services.imports.reading.forms import ReadingForm
from services.imports.reading.opening import choices_of, with_what_was_found
from services.imports.reading.remembered import (
    RememberedForm,
    change_remembered,
    restore_remembered,
)
from services.imports.reading.words import remembered_words
from services.imports.registers import UnreadableRegister
from services.imports.views.upload import after_columns, can_be_read, go_on, opened_here, typed


@require_http_methods(["GET", "HEAD", "POST"])
def import_reading(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if not can_be_read(batch):
        return redirect("services:import-detail", organism.pk, batch.pk)
    try:
        opened = with_what_was_found(opened_here(organism, batch), batch.summary)
    except UnreadableRegister as refusal:
        messages.warning(request, f"{batch.name}\xa0: {refusal}")
        return redirect("services:import-list", organism.pk)
    form = ReadingForm(typed(request), opened=opened, choices=choices_of(batch))
    if request.method == "POST" and form.is_valid():
        act = partial(choose_reading, batch=batch, answers=form.answers())
        if answer := go_on(form, act, partial(after_columns, organism, batch, answered="reading")):
            return answer
    context = {"organism": organism, "batch": batch, "form": form}
    return render(
        request, "services/imports/questions/import_reading.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_memory(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    form = RememberedForm(typed(request), organism=organism)
    if request.method == "POST" and form.is_valid():
        messages.success(request, remembered_words(*change_remembered(organism=organism, form=form)))
        return redirect("services:import-memory", organism.pk)
    context = {"organism": organism, "form": form, "groups": list(form.groups()), "forgotten": form.forgotten()}
    return render(request, "services/imports/questions/import_memory.html", context, status=422 if form.errors else 200)


@require_POST
def import_memory_restore(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    kind, row_id = request.POST.get("kind", ""), read_digits(request.POST.get("row")) or 0
    if not restore_remembered(organism=organism, kind=kind, row_id=row_id):
        messages.warning(request, TOO_LATE)
    return redirect("services:import-memory", organism.pk)
