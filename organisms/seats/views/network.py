"""The network's own seats."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.directory.forms import InvitationForm
from organisms.models import Invitation, NetworkSeat
from organisms.outbox.returned import returned_letters
from organisms.seats import actions
from organisms.seats.history import network_history
from organisms.seats.views.closing import end_or_say, reopen_or_say, with_reopening
from organisms.seats.views.letters import addresses_of, cancel_or_say, resend_or_say
from organisms.user_request import UserRequest


def _check(request: UserRequest) -> None:
    """404 outside the network, 403 for its analysts."""
    if not request.user.is_network:
        raise Http404
    if not request.user.coordinates_network:
        raise PermissionDenied("Les sièges du réseau sont ouverts par sa coordination.")


def _seat(request: UserRequest, seat_id: int) -> NetworkSeat:
    rows = NetworkSeat.objects.visible_to(request.user).select_related("user", "invitation")
    return get_object_or_404(rows, pk=seat_id)


def _waiting_invitation(request: UserRequest, seat_id: int) -> Invitation:
    invitation = _seat(request, seat_id).waiting_invitation
    if invitation is None:
        raise Http404
    return invitation


@require_safe
def network_team(request: UserRequest) -> HttpResponse:
    if not request.user.is_network:
        raise Http404
    seats = NetworkSeat.objects.visible_to(request.user)
    context = {
        "seats": seats.running().select_related("user").order_by("-role", "user__name"),
        "waiting": seats.waiting().select_related("invitation").order_by("invitation__expires_at"),
        "over": with_reopening(seats.over(), request.user, "organisms:network-seat-reopen"),
        "governs": request.user.coordinates_network,
        "history": network_history() if request.user.coordinates_network else [],
    }
    context["returned"] = returned_letters(addresses_of(context["seats"], context["waiting"]))
    return render(request, "organisms/seats/network_team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def network_invitation_add(request: UserRequest) -> HttpResponse:
    _check(request)
    form = InvitationForm(request.POST or None, roles=NetworkSeat.Role.choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_to_network(by=request.user, **form.cleaned_data)
        except actions.SeatRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}. Elle vaut sept jours.")
            return redirect("organisms:network-team")
    context = {"form": form, "left": actions.invitations_left(request.user)}
    return render(request, "organisms/seats/network_invitation_add.html", context)


@require_POST
def network_seat_end(request: UserRequest, seat_id: int) -> HttpResponse:
    _check(request)
    seat = _seat(request, seat_id)
    end_or_say(request, seat, f"Siège fermé : {seat.user}, {seat.get_role_display()}.")
    return redirect("organisms:profile" if seat.user_id == request.user.pk else "organisms:network-team")


@require_POST
def network_seat_reopen(request: UserRequest, seat_id: int) -> HttpResponse:
    _check(request)
    seat = _seat(request, seat_id)
    reopen_or_say(request, seat, f"Siège rouvert : {seat.user}, {seat.get_role_display()}.")
    return redirect("organisms:network-team")


@require_POST
def network_invitation_cancel(request: UserRequest, seat_id: int) -> HttpResponse:
    _check(request)
    invitation = _waiting_invitation(request, seat_id)
    cancel_or_say(request, invitation)
    return redirect("organisms:network-team")


@require_POST
def network_invitation_resend(request: UserRequest, seat_id: int) -> HttpResponse:
    _check(request)
    invitation = _waiting_invitation(request, seat_id)
    resend_or_say(request, invitation)
    return redirect("organisms:network-team")
