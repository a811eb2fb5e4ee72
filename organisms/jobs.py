"""Background jobs of this app: what it sends and forgets."""

from organisms.models import Invitation, SentForm
from organisms.seats import emails
from organisms.seats.invitation_tokens import hash_token, token_for
from roriq_portal.jobs import hourly, job


@job("send-invitation")
def send_invitation(invitation_id: int, nonce: str) -> None:
    """Mail the link, unless it was accepted, cancelled or replaced while the job waited."""
    invitation = Invitation.objects.select_related("created_by").get(pk=invitation_id)
    token = token_for(nonce)
    if invitation.is_open and invitation.token_hash == hash_token(token):
        emails.send_invitation(invitation, token)


@hourly("forget_sent_forms", minute=25)
def forget_sent_forms(timestamp: int) -> None:
    """Forget the forms whose pages nobody can send again."""
    SentForm.objects.outdated().delete()
