"""One import: its preview, its progress, its result, its faulty rows, its undo."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.files.spreadsheets import TYPES, csv_response
from services.access import batch_for, organism_for
from services.activities.outside_components import outside_components
from services.activities.rules import outside_words
from services.imports.actions import ImportRefused, can_start, discard_import, edited_since, start_import, undo_import
from services.imports.examination.by_worker import can_be_examined_again, is_stalled
from services.imports.examination.faults import fault_pages, faulty_table
from services.imports.examination.preview import examine
from services.imports.examination.summary import MOST_LISTED, added_totals, expected_totals, outside_expected
from services.imports.forms import UndoForm
from services.imports.progress import progress_of
from services.models import Activity, ImportBatch
from services.text.sentences import import_undone_words

State = ImportBatch.State
PAGES: dict[str, str] = {
    State.READ: "services/imports/preview/import_preview.html",
    State.RUNNING: "services/imports/import_running.html",
    State.JUDGING: "services/imports/examination/import_examination.html",
}


@require_safe
def import_detail(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if batch.state == State.READ and batch.failure:
        context = {"organism": organism, "batch": batch, "may_retry": can_be_examined_again(batch, now=timezone.now())}
        return render(request, "services/imports/examination/import_refused.html", context)
    if batch.state == State.READ and not batch.summary:
        return redirect("services:import-columns", organism.pk, batch.pk)
    now = timezone.now()
    context = {"organism": organism, "batch": batch, "summary": batch.summary, "can_start": can_start(batch, now=now)}
    if batch.state in (State.RUNNING, State.JUDGING):
        context |= {"progress": progress_of(batch, now=now), "is_stalled": is_stalled(batch, now=now)}
    else:
        context |= fault_pages(batch.summary.get("faults", []), request.GET) | _differences(request, batch)
        context |= _expected(batch) if batch.state == State.READ else _added(batch, organism)
    return render(request, PAGES.get(batch.state, "services/imports/import_result.html"), context)


def _expected(batch: ImportBatch) -> dict:
    return {"totals": expected_totals(batch), "outside": outside_expected(batch)}


def _added(batch: ImportBatch, organism: Organism) -> dict:
    outside = outside_components(batch.activities.live(), organism.components)
    return {"totals": added_totals(batch), "outside": outside_words(outside)}


def _differences(request: UserRequest, batch: ImportBatch) -> dict:
    """The records behind rows that vanished or changed, live ones only: one query."""
    vanished = batch.summary.get("vanished_rows", [])
    changed = batch.summary.get("changed_rows", [])
    same = batch.summary.get("same_rows", [])
    wanted = [*vanished, *(row["activity"] for row in changed), *(pk for _, pk in same)]
    rows = Activity.objects.visible_to(request.user).live().filter(organism=batch.organism_id, pk__in=wanted)
    live = rows.select_related("activity_type", "created_by").in_bulk() if wanted else {}
    return {
        "vanished": [live[pk] for pk in vanished if pk in live],
        "changed": [(live[row["activity"]], row) for row in changed if row["activity"] in live],
        "same": [(words, live[pk]) for words, pk in same if pk in live],
        "most_listed": MOST_LISTED,
    }


@require_POST
def import_start(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    try:
        start_import(batch=batch, by=request.user, replace=request.POST.get("replace") == "1")
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("services:import-detail", organism.pk, batch.pk)


@require_POST
def import_discard(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    try:
        discard_import(batch=batch)
        messages.success(request, f"{batch.name} n’est plus dans la liste. Rien n’en avait été inscrit.")
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("services:import-detail", organism.pk, batch.pk)
    return redirect("services:import-list", organism.pk)


@require_safe
def import_progress(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if not request.htmx:
        return redirect("services:import-detail", organism.pk, batch.pk)
    if batch.state != State.RUNNING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    now = timezone.now()
    context = {"batch": batch, "summary": batch.summary, "progress": progress_of(batch, now=now)}
    return render(request, "services/imports/_import_progress.html", context)


@require_safe
def import_faults(request: UserRequest, organism_id: int, pk: int) -> HttpResponseBase:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    if not batch.summary:
        return redirect("services:import-columns", organism.pk, batch.pk)
    if batch.is_heavy:
        return _faulty_rows_of_job(batch)
    table = faulty_table(examine(batch, today=timezone.localdate()))
    return csv_response(f"lignes-a-corriger-{batch.pk}", table)


def _faulty_rows_of_job(batch: ImportBatch) -> HttpResponseBase:
    if not batch.faulty_rows:
        return redirect("services:import-detail", batch.organism_id, batch.pk)
    name = f"lignes-a-corriger-{batch.pk}.csv"
    return FileResponse(batch.faulty_rows.open("rb"), as_attachment=True, filename=name, content_type=TYPES["csv"])


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    batch = batch_for(request, organism, pk)
    edited = edited_since(batch).select_related("activity_type", "changed_by")
    count = edited.count()
    form = UndoForm(request.POST if request.method == "POST" else None, has_edited=bool(count))
    if batch.state not in (State.DONE, State.FAILED):
        messages.warning(request, "Seule une importation terminée s’annule, et une seule fois.")
        return redirect("services:import-detail", organism.pk, batch.pk)
    if request.method == "POST" and form.is_valid():
        return _undone(request, batch, with_edited=form.cleaned_data.get("edited") == "withdraw")
    context = {
        "organism": organism,
        "batch": batch,
        "form": form,
        "edited": edited[:MOST_LISTED],
        "edited_count": count,
    }
    context["live"] = batch.activities.live().count()
    return render(request, "services/imports/import_undo.html", context, status=422 if form.errors else 200)


def _undone(request: UserRequest, batch: ImportBatch, *, with_edited: bool) -> HttpResponse:
    try:
        undone = undo_import(batch=batch, by=request.user, with_edited=with_edited)
        messages.success(request, import_undone_words(undone.withdrawn, undone.corrected))
    except ImportRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("services:import-detail", batch.organism_id, batch.pk)
