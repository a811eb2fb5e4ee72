"""Sending an invitation again and cancelling it, from every page where some wait."""

from collections.abc import Iterable

from django.contrib import messages

from organisms.models import Invitation
from organisms.models.seats import Seat
from organisms.seats.actions import InvitationClosed, SeatRefused, cancel_invitation, resend_invitation
from organisms.user_request import UserRequest


def addresses_of(running: Iterable[Seat], waiting: Iterable[Seat]) -> list[str]:
    """Return the addresses of seats that run and of invitations that wait."""
    people = [seat.user.email for seat in running if seat.user]
    return people + [seat.invitation.email for seat in waiting if seat.invitation]


def resend_or_say(request: UserRequest, invitation: Invitation) -> None:
    """Send a new link and say so, or say why none is sent: too many, accepted, or cancelled meanwhile."""
    try:
        resend_invitation(invitation=invitation)
    except InvitationClosed as closed:
        messages.warning(request, str(closed))
    except SeatRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Nouveau lien envoyé à {invitation.email}. L’ancien ne sert plus.")


def cancel_or_say(request: UserRequest, invitation: Invitation) -> None:
    """Cancel an invitation and say so, or say that it was accepted or cancelled meanwhile."""
    try:
        cancel_invitation(invitation=invitation, by=request.user)
    except InvitationClosed as closed:
        messages.warning(request, str(closed))
    else:
        messages.success(request, f"Invitation annulée\u00a0: {invitation.email}. Son lien ne sert plus.")
