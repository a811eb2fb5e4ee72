"""Funders with dated names, their offices, their agents' seats, their programmes and priorities."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from organisms.models import Component, User
from organisms.models.seats import Seat, seat_rules
from organisms.names import FrenchOrder
from roriq_portal.triggers import journal


class Funder(models.Model):
    """`name` repeats the name valid today; a paper prints `name_on` its period's end (MICC, MIDI 2014, MIFI 2019)."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", "Gouvernement du Québec"
        MUNICIPAL = "municipal", "Municipalité ou MRC"
        FEDERAL = "federal", "Gouvernement du Canada"
        FOUNDATION = "foundation", "Fondation"
        OTHER = "other", "Autre"

    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    email = models.EmailField(blank=True, help_text="pour les bailleurs sans compte")

    objects = FrenchOrder.as_manager()

    class Meta:
        ordering = ["sort_name"]

    def __str__(self):
        return self.name

    def name_on(self, day) -> str:
        """Return the name valid on that day, else the current one."""
        dated = self.names.filter(during__contains=day).first()
        return dated.name if dated else self.name


class FunderName(models.Model):
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=160)
    during = DateRangeField()

    class Meta:
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="funder_one_name_at_a_time",
                expressions=[("funder", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self):
        return self.name


class FunderOffice(models.Model):
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


@journal()
class FunderSeat(Seat):
    """An agent's right to read the agreements of a funder, of one office or of all."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="funder_seats")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="seats")
    office = models.ForeignKey(FunderOffice, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")

    class Meta:
        constraints = seat_rules("funder_seat", "funder")

    def __str__(self):
        return f"{self.funder}, {self.office}" if self.office else str(self.funder)


class Programme(models.Model):
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=160)
    key = models.SlugField(max_length=40, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Stream(models.Model):
    """A programme's own division; joined to the five components by the mapping, never equal to them."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="streams")
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Priority(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="priorities")
    code = models.CharField(max_length=8)
    words = models.CharField(max_length=120)
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)

    class Meta:
        ordering = ["programme", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="priority_once_per_programme")]

    def __str__(self):
        return f"{self.code} – {self.words}"
