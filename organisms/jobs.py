"""Background jobs of this app: what it sends."""

from django.apps import apps

from organisms.models import Invitation, User
from organisms.seats import emails
from organisms.seats.invitation_tokens import hash_token, token_for
from roriq_portal.jobs import job


@job("send-invitation")
def send_invitation(invitation_id: int, nonce: str) -> None:
    """Mail the link, unless it was accepted, cancelled or replaced while the job waited."""
    invitation = Invitation.objects.select_related("created_by").get(pk=invitation_id)
    token = token_for(nonce)
    if invitation.is_open and invitation.token_hash == hash_token(token):
        emails.send_invitation(invitation, token)


@job("announce-seat-ended")
def announce_seat_ended(seat_kind: str, seat_id: int, by_id: int) -> None:
    """Tell a person that their seat ended, by whom, and to whom they may write. `seat_kind`: the model's label."""
    seat = apps.get_model(seat_kind).objects.select_related("user").get(pk=seat_id)
    emails.send_seat_ended(seat, User.objects.get(pk=by_id))
