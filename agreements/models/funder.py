"""Funders with dated names and successions, offices, seats of their agents, programmes and priorities."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from agreements.models.triggers import NO_CIRCLE, before
from organisms.models import Component, User
from organisms.models.seats import Seat, seat_rules
from organisms.names import FrenchOrder
from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.search_words import SearchWords
from roriq_portal.database.triggers import journal


class FunderQuerySet(FrenchOrder):
    def visible_to(self, user):
        """Who funds is known to everyone who has a seat that runs today."""
        return self if user.has_any_seat else self.none()


@journal()
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
    year_starts = models.PositiveSmallIntegerField("premier mois de l’année", default=4, db_default=4)

    objects = FunderQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(name="funder_year_month", condition=Q(year_starts__range=(1, 12))),
            models.UniqueConstraint(NameIdentity("name"), name="funder_named_once"),
        ]
        indexes = [GinIndex(SearchWords("sort_name"), name="funder_words")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agreements:funder-detail", args=[self.pk])

    def name_on(self, day) -> str:
        """Return the name valid on that day, else the current one."""
        dated = self.names.filter(during__contains=day).first()
        return dated.name if dated else self.name


@journal()
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
            ),
            models.CheckConstraint(name="funder_name_lasts", condition=Q(during__isempty=False)),
            days_in_range("funder_name_days_in_range"),
        ]
        indexes = [GinIndex(SearchWords("name"), name="funder_name_words")]

    def __str__(self):
        return self.name


@journal()
class FunderSuccession(models.Model):
    """« Remplacé par »: from that day on, `successor` does what `funder` did. One may follow several, never itself."""

    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="precessions")
    on = models.DateField()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["funder", "successor"], name="succession_once"),
            models.CheckConstraint(name="succession_by_another", condition=~Q(funder=models.F("successor"))),
            models.CheckConstraint(name="succession_day_in_range", condition=Q(on__range=("1900-01-01", "2100-12-31"))),
        ]
        triggers = [before("no_circle", pgtrigger.Insert | pgtrigger.Update, NO_CIRCLE)]

    def __str__(self):
        return f"{self.funder} → {self.successor}"


class OfficeQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


@journal()
class FunderOffice(models.Model):
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="offices")
    name = models.CharField(max_length=160)
    closed_on = models.DateField("fermé le", null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="office_closed_in_range",
                condition=Q(closed_on__isnull=True) | Q(closed_on__range=("1990-01-01", "2100-12-31")),
            ),
            models.UniqueConstraint(
                "funder", NameIdentity("name"), name="open_office_named_once", condition=Q(closed_on__isnull=True)
            ),
        ]

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


@journal()
class Programme(models.Model):
    """`name` repeats the name valid today, as a funder's does."""

    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=160)
    key = models.SlugField(max_length=40, unique=True)
    forbids_double_claims = models.BooleanField("interdit la double déclaration", default=False, db_default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("funder", NameIdentity("name"), name="programme_named_once")]
        indexes = [GinIndex(SearchWords("name"), name="programme_words")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("agreements:programme-detail", args=[self.pk])

    def name_on(self, day) -> str:
        """Return the name valid on that day, else the current one."""
        dated = self.names.filter(during__contains=day).first()
        return dated.name if dated else self.name


@journal()
class Stream(models.Model):
    """A programme's own division; joined to the five components by the mapping, never equal to them."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="streams")
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("programme", NameIdentity("name"), name="stream_named_once")]

    def __str__(self):
        return self.name


@journal()
class Priority(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="priorities")
    code = models.CharField(max_length=8)
    words = models.CharField(max_length=120)
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)

    class Meta:
        ordering = ["programme", "code"]
        constraints = [models.UniqueConstraint("programme", NameIdentity("code"), name="priority_once_per_programme")]

    def __str__(self):
        return f"{self.code} – {self.words}"
