"""Background jobs of this app: what it sends."""

import logging

from organisms.models import Invitation
from organisms.outbox import delivery
from organisms.seats import emails
from organisms.seats.invitation_tokens import hash_token, token_for
from roriq_portal.jobs import hourly, job

log = logging.getLogger(__name__)


@job("send-invitation")
def send_invitation(invitation_id: int, nonce: str) -> None:
    """Mail the link, unless it was accepted, cancelled or replaced while the job waited."""
    invitation = Invitation.objects.select_related("created_by").get(pk=invitation_id)
    token = token_for(nonce)
    if invitation.is_open and invitation.token_hash == hash_token(token):
        emails.send_invitation(invitation, token)


@job("send-letter")
def send_letter(letter_id: int) -> None:
    """Hand one letter of the outbox to the post."""
    delivery.deliver(letter_id)


@hourly("forget_letters", minute=35)
def forget_letters(timestamp: int) -> None:
    """Erase the letters that left three months ago."""
    log.info("letters forgotten: %s", delivery.forget_letters())
