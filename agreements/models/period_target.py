"""What an agreement promises for the period of one of its deliverables: an interim report, a quarter, a month."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from roriq_portal.database.triggers import journal

from .agreement import Target
from .deliverable import Deliverable
from .triggers import PERIOD_OF_ITS_YEAR, before


@journal(inserts=False)
class PeriodTarget(models.Model):
    """Of the period of a deliverable that the same agreement plans, shorter than the target's year and within it.

    Without any, a period is measured against its share of the year.
    """

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="periods")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="targets")
    value = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["target", "deliverable"]
        constraints = [
            models.UniqueConstraint(fields=["target", "deliverable"], name="period_target_once_per_deliverable"),
            models.CheckConstraint(name="period_target_not_negative", condition=Q(value__gte=0)),
        ]
        triggers = [before("period_of_its_year", pgtrigger.Insert | pgtrigger.Update, PERIOD_OF_ITS_YEAR)]

    def __str__(self):
        return f"{self.target}, {self.value}"
