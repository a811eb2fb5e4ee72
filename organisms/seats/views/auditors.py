"""The dated seats of outside auditors: opened, renewed, cancelled and ended by the heads of an organism."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisms.directory.forms import AuditorForm
from organisms.models import AuditorSeat, Invitation, Organism
from organisms.permissions import can_seat_auditors
from organisms.seats import actions
from organisms.seats.views.closing import end_or_say, reopen_or_say
from organisms.seats.views.letters import cancel_or_say, resend_or_say
from organisms.user_request import UserRequest

NOT_YOURS = "Votre siège ne permet pas d’ouvrir une vérification. La coordination ou la direction le peut."


def _organism(request: UserRequest, organism_id: int) -> Organism:
    """Return an organism whose auditors they seat; 404 outside their teams, 403 inside."""
    rows = Organism.objects.visible_to(request.user).with_team_open_to(request.user)
    organism = get_object_or_404(rows, pk=organism_id)
    if not can_seat_auditors(request.user, organism):
        raise PermissionDenied(NOT_YOURS)
    return organism


def _seat(request: UserRequest, organism_id: int, seat_id: int) -> AuditorSeat:
    organism = _organism(request, organism_id)
    rows = AuditorSeat.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(rows.select_related("user", "invitation"), pk=seat_id)


def _waiting_invitation(request: UserRequest, organism_id: int, seat_id: int) -> Invitation:
    invitation = _seat(request, organism_id, seat_id).waiting_invitation
    if invitation is None:
        raise Http404
    return invitation


@require_http_methods(["GET", "HEAD", "POST"])
def auditor_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    form = AuditorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_auditor(organism=organism, by=request.user, **form.cleaned_data)
        except actions.SeatRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}. Elle vaut sept jours.")
            return redirect("organisms:team", organism.pk)
    context = {"organism": organism, "form": form, "left": actions.invitations_left(request.user)}
    return render(request, "organisms/seats/auditor_add.html", context)


@require_POST
def auditor_end(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    seat = _seat(request, organism_id, seat_id)
    if seat.waiting_invitation:
        raise Http404
    end_or_say(request, seat, f"Vérification fermée : {seat.user}.")
    return redirect("organisms:team", organism_id)


@require_POST
def auditor_reopen(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    seat = _seat(request, organism_id, seat_id)
    reopen_or_say(request, seat, f"Vérification rouverte : {seat.user}.")
    return redirect("organisms:team", organism_id)


@require_POST
def auditor_cancel(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    invitation = _waiting_invitation(request, organism_id, seat_id)
    cancel_or_say(request, invitation)
    return redirect("organisms:team", organism_id)


@require_POST
def auditor_resend(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    invitation = _waiting_invitation(request, organism_id, seat_id)
    resend_or_say(request, invitation)
    return redirect("organisms:team", organism_id)
