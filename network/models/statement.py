"""The common statement of regionalisation, version by version, and which organism adopted which, by its board."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from network.models import triggers
from organisms.models import Organism
from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import journal


class StatementQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        """Published versions are for whoever has a seat; the draft is the network's."""
        if user.is_network:
            return self
        return self.published() if user.has_any_seat else self.none()

    def current(self):
        """Return the version in force, the newest that is published; None before the first."""
        return self.published().order_by("-number").first()


@journal(inserts=False, exclude=["revision"])
class StatementVersion(models.Model):
    """A text that the network writes, then publishes: from there on it never changes."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=160)
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="statement_published_pair",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(name="statement_has_text", condition=~Q(title="") & ~Q(text="")),
            models.UniqueConstraint(
                name="statement_one_draft",
                fields=["published_at"],
                condition=Q(published_at__isnull=True),
                nulls_distinct=False,
            ),
        ]
        triggers = [triggers.published_stays()]

    def __str__(self):
        return f"{self.title}, version {self.number}"


@journal()
class Adoption(models.Model):
    """An organism adopted a version, on the day of its board; taken back for a day, then for ever."""

    version = models.ForeignKey(StatementVersion, on_delete=models.PROTECT, related_name="adoptions")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="adoptions")
    board_on = models.DateField()
    adopted_at = models.DateTimeField(default=timezone.now)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version", "organism"]
        constraints = [
            models.UniqueConstraint(fields=["version", "organism"], name="adopted_once"),
            day_in_range("adoption_day_in_range", "board_on"),
        ]
        triggers = [triggers.adopted_by_its_board(), triggers.adoption_stays()]

    def __str__(self):
        return f"{self.organism}, version {self.version_id}"
