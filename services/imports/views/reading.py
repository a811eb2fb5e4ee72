"""How a file is read, asked before it is judged: its sheets, merged cells, the order of its days."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from organisms.user_request import UserRequest
from services.access import batch_for, organism_for
from services.imports.actions import choose_reading
from services.imports.reading.forms import ReadingForm
from services.imports.reading.opening import choices_of
from services.imports.registers import UnreadableRegister
from services.imports.views.upload import after_columns, can_be_read, opened_here, typed


@require_http_methods(["GET", "HEAD", "POST"])
def import_reading(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if not can_be_read(batch):
        return redirect("services:import-detail", organism.pk, batch.pk)
    try:
        opened = opened_here(organism, batch)
    except UnreadableRegister as refusal:
        messages.warning(request, f"{batch.name}\xa0: {refusal}")
        return redirect("services:import-list", organism.pk)
    form = ReadingForm(typed(request), opened=opened, choices=choices_of(batch))
    if request.method == "POST" and form.is_valid():
        choose_reading(batch=batch, answers=form.answers())
        return after_columns(organism, batch, answered="reading")
    context = {"organism": organism, "batch": batch, "form": form}
    return render(
        request, "services/imports/questions/import_reading.html", context, status=422 if form.errors else 200
    )
