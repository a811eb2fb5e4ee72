"""What a person began to write in a form and has not sent: theirs alone, for thirty days."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

KEPT_FOR = timedelta(days=30)
# Signs of a draft, as it is stored; a person has so many drafts at most
MOST_SIGNS, MOST_DRAFTS = 60_000, 60


class TypedDraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Each person has their own; nobody reads another's."""
        return self.filter(user=user, saved_at__gt=timezone.now() - KEPT_FOR)

    def outdated(self):
        return self.filter(saved_at__lte=timezone.now() - KEPT_FOR)


class TypedDraft(models.Model):
    """`page`: the address of the page that shows the form; `sent_to`: the address that the form is sent to.

    `fields`: names and their values, as JSON.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=300)
    sent_to = models.CharField(max_length=300)
    fields = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = TypedDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "sent_to"], name="typed_draft_once_per_form"),
            models.CheckConstraint(
                name="typed_draft_is_short", condition=LessThanOrEqual(Length("fields"), MOST_SIGNS)
            ),
        ]

    def __str__(self):
        return self.page
