"""Who opened what is sensitive, and the requests of access that the network answered for somebody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from privacy.models.kept import kept_for, written_once
from roriq_portal.database.constraints import day_in_range

YEARS = 2
LONGEST = 300


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The log is read by the coordination of the network."""
        return self if user.coordinates_network else self.none()


class Reading(models.Model):
    """One opening: who, what, when; never what was read. Households have a log of their own, read by their organism.

    `person`: whose data it was; `number`: that of the incident.
    """

    class Kind(models.TextChoices):
        OWN_DATA = "export", "Renseignements d’une personne"
        INCIDENT = "incident", "Incident de confidentialité"
        REGISTER = "registre", "Registre des incidents"

    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.PositiveBigIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"], name="reading_by_moment")]
        constraints = [
            models.CheckConstraint(
                name="reading_names_its_object",
                condition=Q(kind="export", person__isnull=False, number__isnull=True)
                | Q(kind="incident", person__isnull=True, number__isnull=False)
                | Q(kind="registre", person__isnull=True, number__isnull=True),
            )
        ]
        triggers = [written_once(), kept_for(YEARS, "(OLD.at AT TIME ZONE 'America/Toronto')::date")]

    def __str__(self):
        return f"{self.kind}, {self.at}"


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Requests are answered by the coordination of the network."""
        return self if user.coordinates_network else self.none()


class DataRequest(models.Model):
    """A person asked for their data by letter or by word, and the network answers. `proof`: how they were known."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    proof = models.CharField(max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            day_in_range("data_request_day_in_range", "received_on"),
            models.CheckConstraint(name="data_request_proof", condition=~Q(proof="")),
        ]
        triggers = [written_once(), kept_for(YEARS, "(OLD.at AT TIME ZONE 'America/Toronto')::date")]

    def __str__(self):
        return f"{self.person_id}, {self.received_on}"
