"""Reaching joint targets and households: 404 for every stranger, the network and auditors among them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from organisms.models import Organism
from organisms.user_request import UserRequest
from services.models import Household, JointTarget
from services.permissions import can_read_readings, leads

NOT_YOURS = "Votre siège ne permet pas de convenir d’une cible. La coordination ou la direction le peut."
NOT_READ = "Le registre des consultations se lit par la direction et par la coordination du réseau."


def member_organism(request: UserRequest, organism_id: int) -> Organism:
    """Return the organism where they have a seat, else 404."""
    organism = next((m.organism for m in request.user.live_memberships if m.organism_id == organism_id), None)
    if organism is None:
        raise Http404
    return organism


def target_organism(request: UserRequest, organism_id: int, *, write: bool = False) -> Organism:
    """Return the organism whose joint targets they read: their own, any for the network; `write`: one they manage."""
    if request.user.is_network and not request.user.role_at(organism_id):
        organism = get_object_or_404(Organism.objects.visible_to(request.user).select_related("region"), pk=organism_id)
    else:
        organism = member_organism(request, organism_id)
    if write and not leads(request.user, organism):
        raise PermissionDenied(NOT_YOURS)
    return organism


def target_for(request: UserRequest, organism: Organism, pk: int) -> JointTarget:
    rows = JointTarget.objects.visible_to(request.user).of(organism.pk)
    return get_object_or_404(rows.select_related("sender__region", "receiver__region"), pk=pk)


def household_for(request: UserRequest, organism: Organism, key: str) -> Household:
    """Return a household that is still kept, of this organism: nobody else reaches it."""
    rows = Household.objects.visible_to(request.user).of(organism.pk).unpurged()
    return get_object_or_404(rows.select_related("sender", "receiver", "category", "joint_target"), key=key)


def readings_organism(request: UserRequest, organism_id: int) -> Organism:
    """Return the organism whose log of readings they may open: 404 for a stranger, 403 for a colleague."""
    user = request.user
    organism = target_organism(request, organism_id)
    if not can_read_readings(user, organism):
        raise PermissionDenied(NOT_READ)
    return organism
