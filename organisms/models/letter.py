"""Letters written by the portal: each waits in the database until the post took it, and says what became of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LetterQuerySet(models.QuerySet):
    def open(self):
        """Those that did not leave: waiting, or not delivered."""
        return self.exclude(state=Letter.State.SENT)

    def failed(self):
        return self.filter(state=Letter.State.FAILED)


class Letter(models.Model):
    """One letter to one address. `sealed`: the message, unreadable without the portal's key, empty once it left.

    `job`: the background job that wrote it; with `digest`, a job that is run again writes no second one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        SENT = "sent", "Parti"
        FAILED = "failed", "Non livré"

    address = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    sealed = models.BinaryField()
    job = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["state", "written_at"], name="letter_open", condition=~Q(state="sent"))]
        constraints = [
            models.UniqueConstraint(fields=["job", "digest"], name="letter_once_a_job"),
            models.CheckConstraint(
                name="letter_says_how_it_went",
                condition=Q(state="sent", sent_at__isnull=False, sealed=b"", next_at__isnull=True)
                | (Q(state="waiting", sent_at__isnull=True) & ~Q(sealed=b""))
                | (Q(state="failed", sent_at__isnull=True, next_at__isnull=True) & ~Q(sealed=b"") & ~Q(error="")),
            ),
        ]

    def __str__(self):
        return self.subject
