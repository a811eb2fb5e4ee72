"""What an agreement asks for, period after period, and when it is due."""

from django.db import models
from django.db.models import Q

from .agreement import Agreement
from .triggers import periods_stay

MOST_DAYS_AFTER = 365
# No 31 June, no 30 February
DAY_OF_ITS_MONTH = (
    Q(due_day__isnull=True)
    | Q(due_day__lte=29)
    | Q(due_day=30) & ~Q(due_month=2)
    | Q(due_day=31, due_month__in=[1, 3, 5, 7, 8, 10, 12])
)


class Requirement(models.Model):
    """What an agreement asks for: which periods, due when, on a day of the year or some days after. Never a template.

    The one of kind `extra` holds what was asked without an amendment: it plans nothing, and no clause speaks of it.
    """

    class Kind(models.TextChoices):
        INTERIM = "interim", "Rapport d’étape"
        FINAL = "final", "Rapport final"
        FINANCIAL = "financial", "Rapport financier"
        MONTHLY = "monthly", "Rapport mensuel"
        EXTRA = "extra", "Livrable en plus"

    PLANNED = (Kind.INTERIM, Kind.FINAL, Kind.FINANCIAL, Kind.MONTHLY)

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="requirements")
    kind = models.CharField(max_length=10, choices=Kind)
    period_from_month = models.PositiveSmallIntegerField(default=4)
    period_months = models.PositiveSmallIntegerField(default=12)
    due_month = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="premier jour ainsi daté après la fin de la période"
    )
    due_day = models.PositiveSmallIntegerField(null=True, blank=True)
    due_after_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="jours après le dernier de la période"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind"], name="requirement_once_per_kind"),
            models.CheckConstraint(
                name="requirement_month",
                condition=Q(period_from_month__range=(1, 12), period_months__range=(1, 12))
                & (Q(due_month__isnull=True) | Q(due_month__range=(1, 12)))
                & (Q(due_day__isnull=True) | Q(due_day__range=(1, 31))),
            ),
            models.CheckConstraint(name="requirement_day_of_its_month", condition=DAY_OF_ITS_MONTH),
            models.CheckConstraint(
                name="requirement_due_one_way",
                condition=Q(kind="extra", due_month__isnull=True, due_day__isnull=True, due_after_days__isnull=True)
                | (
                    ~Q(kind__in=["extra", "monthly"])
                    & Q(due_month__isnull=False, due_day__isnull=False, due_after_days__isnull=True)
                )
                | (
                    ~Q(kind="extra")
                    & Q(due_month__isnull=True, due_day__isnull=True, due_after_days__isnull=False)
                    & Q(due_after_days__range=(0, MOST_DAYS_AFTER))
                ),
            ),
            models.CheckConstraint(
                name="requirement_monthly_by_month", condition=~Q(kind="monthly") | Q(period_months=1)
            ),
        ]
        triggers = [periods_stay("r", "kind", "agreement_id")]

    def __str__(self):
        return f"{self.agreement}, {self.get_kind_display()}"
