"""The backend of Django's mail: a letter that is sent is a row and a job, in the caller's transaction."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from organisms.models import Letter
from organisms.outbox.sealing import digest_of, seal
from roriq_portal.jobs import current_job, defer


class OutboxBackend(BaseEmailBackend):
    """Write letters down; the post itself is asked by `organisms.outbox.delivery`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message down, once a job however often it is run, and leave its row on it as `letter`."""
        with transaction.atomic():
            for message in email_messages:
                message.letter = _written(message)  # type: ignore[attr-defined]  # our own mark
        return len(email_messages)


def _written(message: EmailMessage) -> Letter:
    job = current_job()
    letter = Letter(
        address=", ".join(message.recipients())[:320],
        subject=str(message.subject)[:200],
        sealed=seal(message),
        job=job,
        digest=digest_of(message),
    )
    if job:
        known = Letter.objects.filter(job=job, digest=letter.digest).first()
        if known:
            return known
    letter.save(force_insert=True)
    defer("portal:send-letter", letter_id=letter.pk)
    return letter
