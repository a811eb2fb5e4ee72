"""Concertation bodies: tables and committees an organism sits at, who else sits there, and their meetings."""

from django.db import models

from organisms.models import Mrc, Organism, Region
from organisms.names import FrenchOrder

from .partner import Partner


class ConcertationBodyQuerySet(FrenchOrder):
    def visible_to(self, user):
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(organism__in=[*own, *user.audited_organism_ids])


class ConcertationBody(models.Model):
    """Its meetings are the activities that name it; `members`: who usually sits there."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mrc = models.ForeignKey(Mrc, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    members = models.ManyToManyField(Partner, blank=True, related_name="bodies")
    archived = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = ConcertationBodyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [models.UniqueConstraint(fields=["organism", "sort_name"], name="body_once_per_organism")]

    def __str__(self):
        return self.name
