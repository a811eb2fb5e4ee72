"""Funders' agents: who reads what, inviting one, closing an access."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.actions import AgreementRefused
from agreements.funders.actions import seat_agent
from agreements.funders.agent_listing import AGENTS, agents_listed_for
from agreements.funders.forms import AgentInviteForm
from agreements.models import FunderSeat
from agreements.permissions import can_seat_agents
from organisms.models import Invitation
from organisms.saved_filters.answers import answer_list
from organisms.seats.actions import (
    SeatRefused,
    invitations_left,
    open_invitation,
)
from organisms.seats.views.closing import end_or_say, reopen_or_say
from organisms.seats.views.letters import cancel_or_say, resend_or_say
from organisms.user_request import UserRequest

NOT_YOURS = "Seule la coordination du réseau ouvre ou ferme l’accès d’un bailleur."


@require_safe
def agent_list(request: UserRequest) -> HttpResponseBase:
    if not can_seat_agents(request.user):
        raise PermissionDenied(NOT_YOURS)
    return answer_list(request, AGENTS, agents_listed_for(request.user), "agreements/funders/agent_list.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def agent_invite(request: UserRequest) -> HttpResponse:
    if not can_seat_agents(request.user):
        raise PermissionDenied(NOT_YOURS)
    form = AgentInviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                invitation, _ = open_invitation(email=data["email"], name=data["name"], by=request.user)
                seat_agent(invitation=invitation, funder=data["funder"], office=data["office"], by=request.user)
        except (AgreementRefused, SeatRefused) as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"Invitation envoyée à {invitation.email}. Elle vaut sept jours.")
            return redirect("agreements:agent-list")
    context = {"form": form, "left": invitations_left(request.user)}
    return render(request, "agreements/funders/agent_form.html", context)


@require_POST
def agent_end(request: UserRequest, seat_id: int) -> HttpResponse:
    if not can_seat_agents(request.user):
        raise PermissionDenied(NOT_YOURS)
    seat = get_object_or_404(FunderSeat.objects.select_related("user"), pk=seat_id)
    end_or_say(request, seat, f"Accès fermé\u00a0: {seat.user}.")
    return redirect("agreements:agent-list")


@require_POST
def agent_reopen(request: UserRequest, seat_id: int) -> HttpResponse:
    if not can_seat_agents(request.user):
        raise PermissionDenied(NOT_YOURS)
    seat = get_object_or_404(FunderSeat.objects.select_related("user"), pk=seat_id)
    reopen_or_say(request, seat, f"Accès rouvert\u00a0: {seat.user}.")
    return redirect("agreements:agent-list")


def _waiting(request: UserRequest, seat_id: int) -> Invitation:
    """The invitation of a seat, that nobody accepted nor cancelled; a stranger to those who may not seat agents."""
    if not can_seat_agents(request.user):
        raise PermissionDenied(NOT_YOURS)
    seat = get_object_or_404(FunderSeat.objects.select_related("invitation"), pk=seat_id)
    if seat.waiting_invitation is None:
        raise Http404
    return seat.waiting_invitation


@require_POST
def agent_resend(request: UserRequest, seat_id: int) -> HttpResponse:
    resend_or_say(request, _waiting(request, seat_id))
    return redirect("agreements:agent-list")


@require_POST
def agent_cancel(request: UserRequest, seat_id: int) -> HttpResponse:
    cancel_or_say(request, _waiting(request, seat_id))
    return redirect("agreements:agent-list")
