"""Letters leave: tried at once, then after pauses that grow over a day, then again when somebody asks."""

import smtplib
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from organisms.models import Letter, User
from organisms.outbox.sealing import unseal
from roriq_portal.jobs import defer, pause_after
from roriq_portal.logs import log_action

# What left is forgotten after so long: it names an address
KEPT = timedelta(days=90)
State = Letter.State


def deliver(letter_id: int) -> None:
    """Hand a letter that waits to the post, and write how it went; one refused for good is not tried again.

    A job: one that is run twice finds the letter gone. Killed after the post took it, it sends it twice.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=letter_id, state=State.WAITING).first()
        if letter is None:
            return
        letter.attempts += 1
        try:
            get_connection(settings.LETTER_BACKEND).send_messages([unseal(letter.sealed)])
        except (OSError, InvalidToken) as failure:
            _note(letter, failure)
        else:
            letter.state, letter.sent_at, letter.next_at = State.SENT, timezone.now(), None
            letter.sealed, letter.error = b"", ""
        letter.save(update_fields=["state", "attempts", "error", "next_at", "sent_at", "sealed"])


def _note(letter: Letter, failure: Exception) -> None:
    """Write what the post said, and when it is asked again."""
    letter.error = words_of(failure)
    pause = None if is_final(failure) else pause_after(letter.attempts - 1)
    if pause is None:
        letter.state, letter.next_at = State.FAILED, None
        return
    letter.next_at = timezone.now() + pause
    defer("portal:send-letter", at=letter.next_at, letter_id=letter.pk)


def is_final(failure: Exception) -> bool:
    """Return whether asking again is vain: no such box, or a message that can be opened no more."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in failure.recipients.values())
    return isinstance(failure, InvalidToken)


def words_of(failure: Exception) -> str:
    """Return what a page shows of a failure: never blank, no sign that a page could not show."""
    said = f"{type(failure).__name__}\u00a0: {failure}"
    return "".join(sign for sign in said if sign.isprintable())[:300]


@log_action
@transaction.atomic
def resend_letter(*, letter: Letter, by: User) -> bool:
    """Try a letter that did not leave again now, with all its pauses before it; False when it left meanwhile."""
    current = Letter.objects.select_for_update().get(pk=letter.pk)
    if current.state == State.SENT:
        return False
    current.state, current.attempts, current.next_at = State.WAITING, 0, None
    current.save(update_fields=["state", "attempts", "next_at"])
    defer("portal:send-letter", letter_id=current.pk)
    return True


@log_action
def resend_failed(*, by: User) -> int:
    """Try every letter again that was not delivered; return how many."""
    return sum(resend_letter(letter=letter, by=by) for letter in Letter.objects.failed())


def forget_letters() -> int:
    """Erase what left long ago; return how many. What was not delivered stays until somebody acts."""
    gone, _ = Letter.objects.filter(state=State.SENT, sent_at__lt=timezone.now() - KEPT).delete()
    return gone
