"""The common language: components, indicators and the axes they are broken down by."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Component(models.IntegerChoices):
    """The five components of the continuum, fixed and ordered (RORIQ, November 2014)."""

    RECRUITMENT = 1, "Démarchage, prospection et recrutement des personnes immigrantes"
    EMPLOYMENT = 2, "Activités d’insertion en emploi"
    EMPLOYERS = 3, "Prospection, réseautage, démarchage et soutien auprès des employeurs"
    SETTLEMENT = 4, "Accueil, établissement et intégration des familles"
    DEVELOPMENT = 5, "Développement des activités de régionalisation"


class Indicator(models.Model):
    """One code, one unit, one source, one nature: figures of two indicators are never added by accident."""

    class Source(models.TextChoices):
        RECORDS = "records", "activités"
        PARTNERS = "partners", "partenaires nommés"
        HOUSEHOLDS = "households", "ménages"
        POSITIONS = "positions", "postes"
        AGREEMENTS = "agreements", "ententes"
        DECLARED = "declared", "déclaration"

    class Nature(models.TextChoices):
        FLOW = "flow", "flux"
        STOCK = "stock", "état à un jour"
        RATIO = "ratio", "rapport"

    code = models.CharField(max_length=8, unique=True)
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)
    unit = models.CharField(max_length=60)
    unit_plural = models.CharField(max_length=60)
    source = models.CharField(max_length=12, choices=Source)
    nature = models.CharField(max_length=6, choices=Nature)
    order = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.code

    @property
    def is_distinct(self) -> bool:
        return "distinct" in self.unit

    @property
    def is_ratio(self) -> bool:
        """Whether its results are rates, whose targets are in per cent."""
        return self.nature == self.Nature.RATIO


class IndicatorDefinition(models.Model):
    """What a code means from a day on; a changed definition keeps both and breaks the series."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    words = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    valid_from = models.DateField(default="2012-04-01")
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "valid_from"], name="definition_once_per_day"),
            models.CheckConstraint(
                name="definition_day_in_range", condition=Q(valid_from__range=("1990-01-01", "2100-12-31"))
            ),
            models.CheckConstraint(
                name="definition_written_pair",
                condition=Q(written_at__isnull=True, written_by__isnull=True)
                | Q(written_at__isnull=False, written_by__isnull=False),
            ),
        ]
        ordering = ["indicator", "-valid_from"]

    def __str__(self):
        return self.words


class Dimension(models.Model):
    key = models.SlugField(max_length=20, unique=True)
    words = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.words


class Category(models.Model):
    """One value of a dimension. Ages carry their bounds, so that bands nest by arithmetic."""

    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="categories")
    key = models.SlugField(max_length=20)
    words = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True, help_text="inclus ; vide : et plus")

    class Meta:
        ordering = ["dimension", "order"]
        constraints = [models.UniqueConstraint(fields=["dimension", "key"], name="category_once_per_dimension")]

    def __str__(self):
        return self.words
