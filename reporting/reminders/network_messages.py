"""A message of the network to those whose reports wait: written once, each copy sent by a job with its outcome."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from organisms.models import User
from organisms.outbox.delivery import words_of
from reporting.models import Message, MessageCopy
from reporting.reminders import emails
from reporting.reminders.recipients import Pending
from reporting.workflow.transitions import ActionRefused
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action


@dataclass(frozen=True)
class Recipient:
    """A person and the organisms for which they are written to."""

    person: User
    organisms: str


def recipients_of(things: Iterable[Pending]) -> list[Recipient]:
    """Return those who can act on these things, each once, by name."""
    people: dict[int, User] = {}
    names: dict[int, dict[str, None]] = defaultdict(dict)
    for thing in things:
        for person in thing.people:
            people[person.pk] = person
            names[person.pk][thing.organism] = None
    recipients = [Recipient(person, ", ".join(names[pk])[:300]) for pk, person in people.items()]
    return sorted(recipients, key=lambda recipient: (recipient.organisms, recipient.person.name))


@log_action
@transaction.atomic
def write_to(*, recipients: list[Recipient], subject: str, body: str, chosen: str, key: UUID, by: User) -> Message:
    """Write a message and defer its copies. The same key twice is one message; nobody to write to is refused."""
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    if not recipients:
        raise ActionRefused("Personne n’est encore au brouillon pour ces choix\u00a0: il n’y a personne à qui écrire.")
    try:
        with transaction.atomic():
            message = Message.objects.create(subject=subject, body=body, chosen=chosen[:300], key=key, by=by)
    except IntegrityError:
        return Message.objects.get(key=key)
    for recipient in recipients:
        copy = message.copies.create(person=recipient.person, organisms=recipient.organisms)
        defer("portal:send_message", copy_id=copy.pk)
    return message


def send_copy(copy_id: int) -> None:
    """Send a copy once, and write how it went."""
    with transaction.atomic():
        copies = MessageCopy.objects.select_for_update(of=("self",)).select_related("message__by", "person")
        copy = copies.filter(pk=copy_id, state=MessageCopy.State.QUEUED).first()
        if copy is None:
            return
        try:
            copy.letter = emails.send_message(copy.message, copy.person.email)
        except OSError as failure:
            copy.state, copy.error = MessageCopy.State.FAILED, words_of(failure)
        else:
            copy.state, copy.sent_at = MessageCopy.State.SENT, timezone.now()
        copy.save(update_fields=["state", "error", "sent_at", "letter"])
