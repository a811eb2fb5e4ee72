"""A message of the network to those whose reports wait, each copy of it, and what became of the letter of a row.

The outbox says it once the letter is there, the row before and after.
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from organisms.models import Letter
from roriq_portal.database.triggers import append_only


def letter_of_a_row() -> models.ForeignKey:
    """Return the field that leads from a row to its letter, as long as the outbox remembers it."""
    return models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")


class WithOutcome(models.QuerySet):
    def with_outcome(self):
        """Add `outcome` (queued, sent, failed, void), `trouble` (the post's words) and `left_at`."""
        return self.annotate(
            outcome=Case(
                When(letter__state=Letter.State.WAITING, then=Value("queued")),
                When(letter__state=Letter.State.FAILED, then=Value("failed")),
                default=F("state"),
            ),
            trouble=Coalesce("letter__error", "error"),
            left_at=Case(When(letter__isnull=True, then=F("sent_at")), default=F("letter__sent_at")),
        )


class Message(models.Model):
    """What was written, to whom in words, by whom. The key makes a double click one message."""

    subject = models.CharField(max_length=120)
    body = models.TextField()
    chosen = models.CharField(max_length=300, help_text="à qui, en mots")
    key = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        triggers = [append_only()]

    def __str__(self):
        return self.subject


class MessageCopy(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        SENT = "sent", "Parti"
        FAILED = "failed", "Non livré"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="copies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisms = models.CharField(max_length=300)
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    letter = letter_of_a_row()

    objects = WithOutcome.as_manager()

    class Meta:
        ordering = ["message", "person__name"]
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="message_once_per_person"),
            models.CheckConstraint(
                name="message_says_how_it_went",
                condition=Q(state="queued", sent_at__isnull=True, error="")
                | Q(state="sent", sent_at__isnull=False, error="")
                | (Q(state="failed", sent_at__isnull=True) & ~Q(error="")),
            ),
        ]

    def __str__(self):
        return f"{self.message}, {self.person}"

    outcome: str  # on the rows of `with_outcome`

    @property
    def outcome_words(self) -> str:
        """What became of its letter; for rows read `with_outcome`."""
        return str(self.State(self.outcome).label)
