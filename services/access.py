"""Reaching an organism's records: 404 for a stranger, 403 for a colleague without the right."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from organisms.models import Organism, User
from organisms.user_request import UserRequest
from services.models import Activity, ImportBatch
from services.permissions import can_read_records, can_write_records, leads


def organism_for(request: UserRequest, organism_id: int, *, write: bool = False) -> Organism:
    """Return the organism whose records they may read (and write), else 404 or 403."""
    organism = _own_organism(request.user, organism_id) or get_object_or_404(
        Organism.objects.visible_to(request.user).select_related("region"), pk=organism_id
    )
    if not can_read_records(request.user, organism):
        raise Http404
    if write and not can_write_records(request.user, organism):
        raise PermissionDenied("Votre siège permet de lire ces fiches, pas de les changer.")
    return organism


def led_by(request: UserRequest, organism_id: int) -> Organism:
    """Return the organism whose records they lead, else 404 or 403."""
    organism = organism_for(request, organism_id)
    if not leads(request.user, organism):
        raise PermissionDenied("Cette page est à la coordination et à la direction de l’organisme.")
    return organism


def _own_organism(user: User, organism_id: int) -> Organism | None:
    """Return their own organism, which their seats have read already: without a query."""
    return next((seat.organism for seat in user.live_memberships if seat.organism_id == organism_id), None)


def activity_for(request: UserRequest, organism: Organism, pk: int) -> Activity:
    rows = Activity.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(
        rows.select_related(
            "activity_type", "municipality", "created_by", "changed_by", "withdrawn_by", "batch", "body"
        ),
        pk=pk,
    )


def batch_for(request: UserRequest, organism: Organism, pk: int) -> ImportBatch:
    rows = ImportBatch.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(rows.select_related("organism", "created_by", "undone_by"), pk=pk)
