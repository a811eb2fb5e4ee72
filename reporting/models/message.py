"""A message of the network to those whose reports wait, and each copy of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.database.triggers import append_only

from .outcome import WithOutcome, letter_of_a_row


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
