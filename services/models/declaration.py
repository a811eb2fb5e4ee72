"""Figures that records cannot give: declared once for a population, reused wherever that same population is asked."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Category, Indicator, Mrc, Organism, Region
from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.triggers import journal

from .activity import within_total


class AnswerState(models.TextChoices):
    """The four different answers, and the absence of one. Never confuse 0 with nothing."""

    BLANK = "blank", "–"
    VALUE = "value", "nombre"
    ZERO = "zero", "0"
    NOT_APPLICABLE = "na", "s. o."
    NOT_COLLECTED = "nd", "n. d."


def value_fits_state() -> Q:
    """Return the constraint that a value is present only, and always, when the state says so; 0 is a value of 0."""
    return (
        Q(state="value", value__isnull=False)
        | Q(state="zero", value=0)
        | Q(state__in=["blank", "na", "nd"], value__isnull=True, denominator__isnull=True)
    )


class DeclarationQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_by__isnull=True)


@journal(inserts=False)
class Declaration(models.Model):
    """`agreement` empty: the whole organism. `mrc`, `region` empty: anywhere."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="declarations")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="declarations")
    period = DateRangeField()
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    mrc = models.ForeignKey(Mrc, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=5, choices=AnswerState)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organism", "indicator", "period", "agreement", "mrc", "region"],
                condition=Q(replaced_by__isnull=True),
                nulls_distinct=False,
                name="declared_once",
            ),
            days_in_range("declaration_days_in_range", "period"),
            models.CheckConstraint(name="declaration_value_fits_state", condition=value_fits_state()),
            models.CheckConstraint(
                name="declaration_in_range",
                condition=(Q(value__isnull=True) | Q(value__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gt=0)),
            ),
        ]
        triggers = [
            within_total(
                "declaration_covers_breakdown",
                pgtrigger.Update,
                part="services_declaredbreakdown",
                total="services_declaration",
                link="declaration_id",
                key="id",
            )
        ]

    def __str__(self):
        return f"{self.indicator_id} {self.period}"


class DeclaredBreakdown(models.Model):
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="breakdowns")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declaration", "category"], name="declared_broken_down_once")]
        triggers = [
            within_total(
                f"declared_breakdown_{name}",
                operation,
                part="services_declaredbreakdown",
                total="services_declaration",
                link="declaration_id",
                key="declaration_id",
            )
            for name, operation in [("insert", pgtrigger.Insert), ("update", pgtrigger.Update)]
        ]

    def __str__(self):
        return f"{self.category_id} = {self.value}"
