"""Background jobs of this app: what it sends, and what it forgets."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db.models import Exists, OuterRef
from django.utils import timezone

from organisms.accounts.attempts import purge_attempts
from organisms.accounts.emails import send_account_change, send_step_reset
from organisms.inquiries.emails import send_answer
from organisms.inquiries.emails import send_inquiry as mail_inquiry
from organisms.models import Inquiry, Invitation, Removal, SecondStepReset, SentForm, TypedDraft, User
from organisms.outbox import delivery
from organisms.seats import emails
from organisms.seats.invitation_tokens import hash_token, token_for
from roriq_portal.database.lasting_cache import LastingCache
from roriq_portal.database.purge_proofs import note_purge
from roriq_portal.files.storage import remove_parts
from roriq_portal.jobs import hourly, job

# A session's row says whose form arrives after it ended (decision 3): a page left open over a holiday gives it back
ENDED_SESSIONS_KEPT = timedelta(days=7)

log = logging.getLogger(__name__)


@job("send-invitation")
def send_invitation(invitation_id: int, nonce: str) -> None:
    """Mail the link, unless it was accepted, cancelled or replaced while the job waited."""
    invitation = Invitation.objects.select_related("created_by").get(pk=invitation_id)
    token = token_for(nonce)
    if invitation.is_open and invitation.token_hash == hash_token(token):
        emails.send_invitation(invitation, token)


@job("tell-account-change")
def tell_account_change(user_id: int, change: str, changed_at: str, user_agent: str) -> None:
    send_account_change(User.objects.get(pk=user_id), change, datetime.fromisoformat(changed_at), user_agent)


@job("announce-step-reset")
def announce_step_reset(reset_id: int) -> None:
    """Tell a person whose second step was removed, and who else coordinates the network."""
    log.info("letters of a reset: %s", send_step_reset(SecondStepReset.objects.select_related("by").get(pk=reset_id)))


@hourly("forget-access", minute=23)
def forget_access(timestamp: int) -> None:
    """Delete sessions that ended a week ago, the lists that name them, and counters that no limit looks at."""
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now() - ENDED_SESSIONS_KEPT).delete()
    running = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    listed, _ = UserSession.objects.exclude(Exists(running)).delete()
    note_purge("sessions", gone + listed)
    note_purge("attempts", purge_attempts())
    lasting = [cache for cache in caches.all(initialized_only=False) if isinstance(cache, LastingCache)]
    note_purge("cache", sum(cache.purge() for cache in lasting))


@job("announce-seat-ended")
def announce_seat_ended(seat_kind: str, seat_id: int, by_id: int) -> None:
    """Tell a person that their seat ended, by whom, and to whom they may write. `seat_kind`: the model's label."""
    seat = apps.get_model(seat_kind).objects.select_related("user").get(pk=seat_id)
    emails.send_seat_ended(seat, seat.user, User.objects.get(pk=by_id))


@job("announce-seat-reopened")
def announce_seat_reopened(seat_kind: str, seat_id: int, by_id: int) -> None:
    """Tell a person that their seat runs again. `seat_kind`: the model's label."""
    seat = apps.get_model(seat_kind).objects.select_related("user").get(pk=seat_id)
    emails.send_seat_reopened(seat, seat.user, User.objects.get(pk=by_id))


@job("send_inquiry")
def send_inquiry(inquiry_id: int) -> None:
    """Mail what a person wrote to the coordination of the network."""
    log.info("letters of an inquiry: %s", mail_inquiry(Inquiry.objects.select_related("by").get(pk=inquiry_id)))


@job("send_inquiry_answer")
def send_inquiry_answer(inquiry_id: int) -> None:
    """Mail the answer to who asked."""
    send_answer(Inquiry.objects.select_related("by", "answered_by").get(pk=inquiry_id))


@job("send-letter")
def send_letter(letter_id: int) -> None:
    """Hand one letter of the outbox to the post."""
    delivery.deliver(letter_id)


@hourly("forget_letters", minute=35)
def forget_letters(timestamp: int) -> None:
    """Erase the letters that left three months ago."""
    log.info("letters forgotten: %s", note_purge("letters", delivery.forget_letters()))


@hourly("forget_sent_forms", minute=25)
def forget_sent_forms(timestamp: int) -> None:
    """Forget the forms whose pages nobody can send again, what was removed for good, and drafts of a month."""
    note_purge("typed", sum(model.objects.outdated().delete()[0] for model in (SentForm, Removal, TypedDraft)))


@hourly("remove_parts", minute=45)
def remove_parts_of_files(timestamp: int) -> None:
    """Remove what was left of files whose writing was cut."""
    log.info("parts of files removed: %s", remove_parts(Path(settings.MEDIA_ROOT)))
