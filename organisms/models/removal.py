"""Rows that a person removed lately, as they were: for a day they can be put back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.edits.undo import UNDONE_WITHIN


class RemovalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who removed rows puts them back, and nobody else; for a day."""
        return self.filter(removed_by=user, removed_at__gt=timezone.now() - UNDONE_WITHIN)

    def outdated(self):
        return self.filter(removed_at__lte=timezone.now() - UNDONE_WITHIN)


class Removal(models.Model):
    """`rows` in the order in which they are written; `back`: the address of the page that they stood on.

    `ties`: of rows that stay, which named a removed one, so that they name it again: a reminder that left is not sent
    a second time.

    `right`: what the person must still be to put them back, at the organism where there is one.
    """

    class Right(models.TextChoices):
        PERSON = "person", "La personne"
        STAFF = "staff", "Un siège à l’organisme"
        LEAD = "lead", "La coordination ou la direction de l’organisme, ou du réseau"
        NETWORK = "network", "La coordination du réseau"

    organism = models.ForeignKey("organisms.Organism", on_delete=models.CASCADE, null=True, related_name="+")
    right = models.CharField(max_length=7, choices=Right)
    words = models.CharField(max_length=300)
    rows = models.TextField()
    ties = models.TextField(default="[]", db_default="[]")
    back = models.CharField(max_length=300)
    removed_at = models.DateTimeField(default=timezone.now, db_index=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = RemovalQuerySet.as_manager()

    class Meta:
        ordering = ["-removed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="removal_right_of_an_organism",
                condition=Q(right__in=["person", "network"], organism__isnull=True)
                | Q(right__in=["staff", "lead"], organism__isnull=False),
            )
        ]

    def __str__(self):
        return self.words
