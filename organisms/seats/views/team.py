"""The team of an organism: seats, invitations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.directory.forms import InvitationForm
from organisms.models import AuditorSeat, Invitation, Membership, Organism, User
from organisms.outbox.delivery import resend_letter
from organisms.outbox.returned import returned_letters
from organisms.permissions import can_manage_seat, invitable_roles
from organisms.seats import actions
from organisms.seats.history import team_history
from organisms.seats.views.closing import end_or_say, reopen_or_say, with_reopening
from organisms.seats.views.letters import addresses_of, cancel_or_say, resend_or_say
from organisms.user_request import UserRequest


def _organism(request: UserRequest, organism_id: int) -> Organism:
    rows = Organism.objects.visible_to(request.user).with_team_open_to(request.user)
    return get_object_or_404(rows.select_related("region"), pk=organism_id)


def _seat(request: UserRequest, organism_id: int, seat_id: int) -> Membership:
    """Return a seat of this team that they may manage; 404 outside their teams, 403 inside."""
    rows = Membership.objects.visible_to(request.user).select_related("organism", "user", "invitation")
    seat = get_object_or_404(rows, pk=seat_id, organism_id=organism_id)
    if not can_manage_seat(request.user, seat):
        raise PermissionDenied("Votre siège ne permet pas de changer celui-ci. Le réseau le peut.")
    return seat


def _waiting_invitation(request: UserRequest, organism_id: int, seat_id: int) -> Invitation:
    invitation = _seat(request, organism_id, seat_id).waiting_invitation
    if invitation is None:
        raise Http404
    return invitation


@require_safe
def team(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    seats = Membership.objects.visible_to(request.user).filter(organism=organism)
    roles = invitable_roles(request.user, organism)
    context = {
        "organism": organism,
        "auditors": _auditors(request.user, organism),
        "history": team_history(organism) if roles else [],
        "seats": seats.running().select_related("user").order_by("-role", "user__name"),
        "waiting": seats.waiting().select_related("invitation").order_by("invitation__expires_at"),
        "over": with_reopening(seats.over(), request.user, "organisms:seat-reopen", organism.pk),
        "roles": roles,
    }
    context["returned"] = returned_letters(addresses_of(context["seats"], context["waiting"])) if roles else {}
    return render(request, "organisms/seats/team.html", context)


def _auditors(user: User, organism: Organism) -> dict:
    seats = AuditorSeat.objects.visible_to(user).filter(organism=organism)
    return {
        "running": seats.running().select_related("user").order_by("user__name"),
        "waiting": seats.waiting().select_related("invitation").order_by("invitation__expires_at"),
        "over": with_reopening(seats.over(), user, "organisms:auditor-reopen", organism.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    roles = invitable_roles(request.user, organism)
    if not roles:
        raise PermissionDenied("Votre siège ne permet pas d’inviter. La coordination ou la direction le peut.")
    choices = [choice for choice in Membership.Role.choices if choice[0] in roles]
    form = InvitationForm(request.POST or None, roles=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite_member(organism=organism, by=request.user, **form.cleaned_data)
        except actions.SeatRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}. Elle vaut sept jours.")
            return redirect("organisms:team", organism.pk)
    context = {"organism": organism, "form": form, "left": actions.invitations_left(request.user)}
    return render(request, "organisms/seats/invitation_add.html", context)


@require_POST
def seat_end(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    seat = _seat(request, organism_id, seat_id)
    is_closed = end_or_say(request, seat, f"Siège fermé : {seat.user}, {seat.get_role_display()}.")
    if is_closed and seat.user_id == request.user.pk:
        return redirect("organisms:profile")
    return redirect("organisms:team", organism_id)


@require_POST
def seat_reopen(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    seat = _seat(request, organism_id, seat_id)
    reopen_or_say(request, seat, f"Siège rouvert : {seat.user}, {seat.get_role_display()}.")
    return redirect("organisms:team", organism_id)


@require_POST
def seat_letter_resend(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    seat = _seat(request, organism_id, seat_id)
    letter = returned_letters([seat.user.email]).get(seat.user.email.lower()) if seat.user else None
    if seat.user and letter and resend_letter(letter=letter, by=request.user):
        messages.success(request, f"La lettre repart vers {seat.user.email}. Si elle revient, cette page le dira.")
    else:
        messages.info(request, "Aucune lettre n’est revenue de cette adresse.")
    return redirect("organisms:team", organism_id)


@require_POST
def invitation_cancel(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    invitation = _waiting_invitation(request, organism_id, seat_id)
    cancel_or_say(request, invitation)
    return redirect("organisms:team", organism_id)


@require_POST
def invitation_resend(request: UserRequest, organism_id: int, seat_id: int) -> HttpResponse:
    invitation = _waiting_invitation(request, organism_id, seat_id)
    resend_or_say(request, invitation)
    return redirect("organisms:team", organism_id)
