"""The examination of a register that the worker judges: how far it is, and what comes after."""

from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from organisms.user_request import UserRequest
from services.access import batch_for, organism_for
from services.imports.examination.by_worker import can_be_examined_again, start_examination
from services.imports.progress import progress_of
from services.models import ImportBatch

PAGES = {
    "reading": "services:import-reading",
    "types": "services:import-types",
    "agreements": "services:import-agreements",
}


@require_safe
def import_examination(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    page = PAGES.get(batch.summary.get("to_ask", ""), "services:import-detail")
    if batch.state != ImportBatch.State.JUDGING:
        if not request.htmx:
            return redirect(page, organism.pk, batch.pk)
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(page, organism.pk, batch.pk)})
    if not request.htmx:
        return redirect("services:import-detail", organism.pk, batch.pk)
    context = {"batch": batch, "progress": progress_of(batch, now=timezone.now())}
    return render(request, "services/imports/examination/_examination_progress.html", context)


@require_POST
def import_examine_again(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if can_be_examined_again(batch, now=timezone.now()):
        start_examination(batch=batch)
    return redirect("services:import-detail", organism.pk, batch.pk)
