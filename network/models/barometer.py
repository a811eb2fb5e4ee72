"""What the network decides of the barometer: its thresholds, its sentences, and the versions that it froze."""

import hashlib

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from network.models.triggers import content_of_its_hash
from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import append_only, journal

FIRST_YEAR, LAST_YEAR = 2014, 2099
MOST_SIGNS = 300
# Frozen as it was read: only its publication, once, is written afterwards
FROZEN_STAYS = """
    IF TG_OP = 'DELETE' OR OLD.published_at IS NOT NULL
        OR ROW(NEW.year, NEW.number, NEW.content, NEW.sha256, NEW.frozen_at, NEW.frozen_by_id)
            IS DISTINCT FROM ROW(OLD.year, OLD.number, OLD.content, OLD.sha256, OLD.frozen_at, OLD.frozen_by_id) THEN
        RAISE EXCEPTION 'a frozen barometer stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def known_recommendation(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(recommendation__range=(1, 8)))


class BarometerThreshold(models.Model):
    """What the assembly asks of a measure from a day on, in per cent. The one before stays, with its day."""

    recommendation = models.PositiveSmallIntegerField()
    percent = models.DecimalField(
        max_digits=4, decimal_places=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    adopted_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recommendation", "adopted_on"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "adopted_on"], name="barometer_threshold_once_a_day"),
            known_recommendation("barometer_threshold_of_a_recommendation"),
            models.CheckConstraint(name="barometer_threshold_is_percentage", condition=Q(percent__range=(1, 100))),
            day_in_range("barometer_threshold_in_range", "adopted_on"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.recommendation}\u00a0: {self.percent}"


@journal(exclude=["revision"])
class BarometerSentence(models.Model):
    """The network's own sentence on a recommendation in a year, until a version freezes it."""

    year = models.PositiveSmallIntegerField()
    recommendation = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=MOST_SIGNS)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["year", "recommendation"]
        constraints = [
            models.UniqueConstraint(fields=["year", "recommendation"], name="barometer_sentence_once"),
            known_recommendation("barometer_sentence_of_a_recommendation"),
            models.CheckConstraint(name="barometer_sentence_says_something", condition=Q(words__regex=r"\S")),
            models.CheckConstraint(
                name="barometer_sentence_year_in_range", condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))
            ),
        ]

    def __str__(self):
        return self.words


@journal()
class BarometerVersion(models.Model):
    """A year's barometer, frozen: the JSON of `network.barometer.sheet.Sheet`, and its SHA-256. Published once."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="barometer_version_once"),
            models.CheckConstraint(name="barometer_numbered_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="barometer_year_in_range", condition=Q(year__range=(FIRST_YEAR, LAST_YEAR))),
            models.CheckConstraint(
                name="barometer_published_pair",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]
        triggers = [
            content_of_its_hash(),
            pgtrigger.Trigger(
                name="frozen_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN_STAYS,
            ),
        ]

    def __str__(self):
        return f"Baromètre {self.year}, version {self.number}"

    @property
    def is_unaltered(self) -> bool:
        return hashlib.sha256(self.content.encode()).hexdigest() == self.sha256
