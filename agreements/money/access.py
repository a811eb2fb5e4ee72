"""Reaching an agreement's money: 404 for a stranger, 403 for a colleague without the right."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from agreements.models import Agreement, AgreementYear
from agreements.permissions import can_change_agreement, can_read_money, can_read_organism_money, can_read_spending
from organisms.models import Organism
from organisms.user_request import UserRequest

NOT_READ = "Votre siège ne permet pas de lire l’argent de cette entente. La coordination ou la direction le peut."
NOT_CHANGED = "Votre siège ne permet pas de changer l’argent de cette entente. La coordination ou la direction le peut."


def agreement_for(request: UserRequest, agreement_id: int, *, write: bool = False, inside: bool = False) -> Agreement:
    """Return the agreement whose money they may read (and write), else 404 or 403. `inside`: not a funder's to read."""
    seen = Agreement.objects.visible_to(request.user).select_related("organism__region", "programme")
    agreement = get_object_or_404(seen, pk=agreement_id)
    if write and not can_change_agreement(request.user, agreement):
        raise PermissionDenied(NOT_CHANGED)
    may_read = can_read_spending if inside else can_read_money
    if not may_read(request.user, agreement):
        raise PermissionDenied(NOT_READ)
    return agreement


def year_for(agreement: Agreement, number: int) -> AgreementYear:
    return get_object_or_404(agreement.years.select_related("agreement"), number=number)


def accounts_for(request: UserRequest, organism_id: int) -> Organism:
    """Return the organism whose money they may read: 404 for a stranger, 403 for a colleague without the right."""
    organism = get_object_or_404(Organism.objects.visible_to(request.user).select_related("region"), pk=organism_id)
    if can_read_organism_money(request.user, organism):
        return organism
    if request.user.role_at(organism.pk):
        raise PermissionDenied("Votre siège ne permet pas de lire l’argent de l’organisme. La coordination le peut.")
    raise Http404
