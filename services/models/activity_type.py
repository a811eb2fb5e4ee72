"""Activity types and their recipes: which counts one activity makes, from which of its numbers."""

from django.db import models
from django.db.models import Q

from organisms.models import Category, Component, Indicator, Organism
from organisms.names import FrenchOrder
from roriq_portal.database.name_identity import NameIdentity


class ActivityTypeQuerySet(FrenchOrder):
    def offered_to(self, organism):
        """Types of the whole network and those of the organism itself."""
        return self.filter(Q(organism__isnull=True) | Q(organism=organism), archived=False)


class ActivityType(models.Model):
    organism = models.ForeignKey(
        Organism, on_delete=models.PROTECT, null=True, blank=True, related_name="activity_types"
    )
    name = models.CharField(max_length=100)
    sort_name = models.CharField(max_length=100)
    component = models.PositiveSmallIntegerField(choices=Component)
    names_partner = models.CharField(
        max_length=8,
        choices=[("employer", "un employeur"), ("partner", "un partenaire"), ("", "personne")],
        blank=True,
    )
    archived = models.BooleanField(default=False)

    objects = ActivityTypeQuerySet.as_manager()

    class Meta:
        ordering = ["component", "sort_name"]
        constraints = [
            models.UniqueConstraint("organism", NameIdentity("name"), name="activity_type_once", nulls_distinct=False)
        ]

    def __str__(self):
        return self.name


class RecipeLine(models.Model):
    """One count of a recipe; a category, when named, receives the whole count as its breakdown (the measure)."""

    class Source(models.TextChoices):
        ONE = "one", "1 par activité"
        IMMIGRANTS = "immigrants", "personnes immigrantes"
        HOST = "host", "société d’accueil"
        QUANTITY = "quantity", "quantité"

    activity_type = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="recipe")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="recipe_lines")
    source = models.CharField(max_length=10, choices=Source)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["indicator__order"]
        constraints = [models.UniqueConstraint(fields=["activity_type", "indicator"], name="recipe_counts_once")]

    def __str__(self):
        return f"{self.indicator} = {self.get_source_display()}"
