"""What became of the letter of a row: told by the outbox once the letter is there, by the row before and after."""

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from organisms.models import Letter


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
