"""Employers and partners an organism works with; distinct ones are counted by this row."""

from django.db import models

from organisms.models import Organism
from organisms.names import FrenchOrder


class PartnerQuerySet(FrenchOrder):
    def visible_to(self, user):
        return self.filter(organism__in=[m.organism_id for m in user.live_memberships])


class Partner(models.Model):
    class Kind(models.TextChoices):
        EMPLOYER = "employer", "Employeur"
        PARTNER = "partner", "Partenaire"

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="partners")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint(fields=["organism", "kind", "sort_name"], name="partner_once_per_organism")
        ]

    def __str__(self):
        return self.name
