"""What a programme was called on a day, and the reports that it asks of its agreements unless they say otherwise."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.triggers import journal

from .funder import Programme
from .requirement import DAY_OF_ITS_MONTH, MOST_DAYS_AFTER, Requirement


@journal()
class ProgrammeName(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=160)
    during = DateRangeField()

    class Meta:
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="programme_one_name_at_a_time",
                expressions=[("programme", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="programme_name_lasts", condition=Q(during__isempty=False)),
            days_in_range("programme_name_days_in_range"),
        ]

    def __str__(self):
        return self.name


@journal()
class DefaultRequirement(models.Model):
    """A requirement as `Requirement` holds it, offered when an agreement of the programme is added."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="default_requirements")
    kind = models.CharField(max_length=12)
    period_from_month = models.PositiveSmallIntegerField()
    period_months = models.PositiveSmallIntegerField(default=12)
    due_month = models.PositiveSmallIntegerField(null=True, blank=True)
    due_day = models.PositiveSmallIntegerField(null=True, blank=True)
    due_after_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["programme", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind"], name="default_requirement_once_per_kind"),
            models.CheckConstraint(
                name="default_requirement_month",
                condition=Q(period_from_month__range=(1, 12), period_months__range=(1, 12)),
            ),
            models.CheckConstraint(name="default_requirement_day_of_its_month", condition=DAY_OF_ITS_MONTH),
            models.CheckConstraint(
                name="default_requirement_due_one_way",
                condition=Q(
                    due_after_days__isnull=True,
                    due_month__isnull=False,
                    due_day__isnull=False,
                    due_month__range=(1, 12),
                    due_day__range=(1, 31),
                )
                | Q(
                    due_after_days__isnull=False,
                    due_month__isnull=True,
                    due_day__isnull=True,
                    due_after_days__range=(0, MOST_DAYS_AFTER),
                ),
            ),
        ]

    def __str__(self):
        return f"{self.programme}, {self.get_kind_display()}"

    def get_kind_display(self) -> str:
        return Requirement.Kind(self.kind).label
