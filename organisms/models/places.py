"""Regions, MRC with their dated region, and municipalities (Répertoire des municipalités, CC BY 4.0)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from organisms.names import FrenchOrder
from roriq_portal.database.constraints import day_in_range, days_in_range


class Region(models.Model):
    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=60)
    sort_name = models.CharField(max_length=60, db_index=True)
    population = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort_name"]

    def __str__(self):
        return self.name


class Mrc(models.Model):
    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=80)
    sort_name = models.CharField(max_length=80, db_index=True)

    class Meta:
        ordering = ["sort_name"]

    def __str__(self):
        return self.name


class MrcRegion(models.Model):
    """In which region an MRC lies, and when (La Haute-Yamaska moved to Estrie on 28 July 2021)."""

    mrc = models.ForeignKey(Mrc, on_delete=models.PROTECT, related_name="regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="mrc_periods")
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="mrc_in_one_region_at_a_time",
                expressions=[("mrc", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            days_in_range("mrc_region_days_in_range"),
        ]

    def __str__(self):
        return f"{self.mrc} – {self.region}"


class Municipality(models.Model):
    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=80)
    sort_name = models.CharField(max_length=80, db_index=True)
    designation = models.CharField(max_length=40)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    mrc = models.ForeignKey(Mrc, on_delete=models.PROTECT, null=True, blank=True, related_name="municipalities")
    population = models.PositiveIntegerField(default=0)
    receives_rpce_since = models.DateField(null=True, blank=True)

    objects = FrenchOrder.as_manager()

    class Meta:
        ordering = ["sort_name", "code"]
        constraints = [day_in_range("municipality_rpce_in_range", "receives_rpce_since")]

    def __str__(self):
        return self.name
