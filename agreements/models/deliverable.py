"""What is owed and when: each thing that an agreement asks for, and the later days that were granted."""

from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import journal
from roriq_portal.lateness import is_past_due, late_or_due_between, past_due

from .agreement import Agreement
from .requirement import Requirement
from .triggers import periods_stay

EARLIEST, LATEST = "1990-01-01", "2102-12-31"

# The report of a deliverable stands in an app above: the table is named late, when a row changes
AS_ITS_REQUIREMENT_SAYS = """
    SELECT kind INTO asked FROM agreements_requirement WHERE id = NEW.requirement_id;
    IF (asked = 'extra') <> (NEW.title <> '') THEN
        RAISE EXCEPTION 'only an extra deliverable has its own title' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
    IF NEW.requirement_id <> OLD.requirement_id THEN
        RAISE EXCEPTION 'deliverable leaves its requirement' USING ERRCODE = '23514';
    END IF;
    IF NEW.due_on IS NOT DISTINCT FROM OLD.due_on AND NEW.skipped_at IS NULL AND NEW.handed_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM reporting_report WHERE deliverable_id = OLD.id) THEN
        IF NEW.skipped_at IS NOT NULL OR NEW.handed_at IS NOT NULL THEN
            RAISE EXCEPTION 'report is begun' USING ERRCODE = '23514';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM agreements_extension
                       WHERE deliverable_id = OLD.id AND old_on = OLD.due_on AND new_on = NEW.due_on) THEN
            RAISE EXCEPTION 'a begun report keeps its day' USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
"""
FROM_THE_DAY_THAT_STANDS = """
    SELECT due_on INTO standing FROM agreements_deliverable WHERE id = NEW.deliverable_id FOR UPDATE;
    IF standing <> NEW.old_on THEN
        RAISE EXCEPTION 'former day is not the one that stands' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


AWAITED = Q(skipped_at__isnull=True, handed_at__isnull=True)
OUTSTANDING = AWAITED & Q(report__issued_at__isnull=True)


class DeliverableQuerySet(models.QuerySet):
    """What is owed, by one definition: `outstanding` until it was issued or handed in, then `received`."""

    def visible_to(self, user):
        return self.filter(requirement__agreement__in=Agreement.objects.visible_to(user))

    def awaited(self):
        """Those that are asked, and were not handed in beside the portal."""
        return self.filter(AWAITED)

    def outstanding(self):
        """Those still owed: awaited, and no report of theirs was issued. A report in draft is still owed."""
        return self.filter(OUTSTANDING)

    def received(self):
        """Those that the funder has: as an issued report, or handed in beside the portal."""
        return self.filter(Q(handed_at__isnull=False) | Q(report__issued_at__isnull=False))

    def late_on(self, day):
        """Those still owed on `day` though they were due before it."""
        return self.filter(OUTSTANDING & past_due(day))

    def late_or_due_between(self, day, first, last):
        """Those late on `day`, whatever their age, and all those due from `first` to `last`."""
        return self.filter(late_or_due_between(OUTSTANDING, day, first, last))


@journal(inserts=False)
class Deliverable(models.Model):
    """One deliverable of a period, due on a day. Extra ones bear a title and who asked; `revision` counts changes.

    Not asked after all: `skipped`. Handed in beside the portal, for what has no form here: `handed`.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="deliverables")
    period = DateRangeField()
    due_on = models.DateField()
    title = models.CharField(max_length=120, blank=True, default="", db_default="")
    asked_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    skipped_at = models.DateTimeField(null=True, blank=True)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    skipped_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    handed_on = models.DateField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            # Looser than what stood before it, so that it may be added while the portal runs
            ExclusionConstraint(
                name="deliverable_once_per_period_and_title",
                expressions=[
                    ("requirement", RangeOperators.EQUAL),
                    ("period", RangeOperators.EQUAL),
                    ("title", RangeOperators.EQUAL),
                ],
            ),
            models.CheckConstraint(
                name="deliverable_days_in_range",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False)
                & Q(due_on__range=(EARLIEST, LATEST)),
            ),
            models.CheckConstraint(
                name="deliverable_extra_whole",
                condition=Q(title="", asked_by="", added_at__isnull=True, added_by__isnull=True)
                | (~Q(title="") & ~Q(asked_by="") & Q(added_at__isnull=False, added_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="deliverable_skipped_whole",
                condition=Q(skipped_at__isnull=True, skipped_by__isnull=True, skipped_reason="")
                | (Q(skipped_at__isnull=False, skipped_by__isnull=False) & ~Q(skipped_reason="")),
            ),
            models.CheckConstraint(
                name="deliverable_handed_whole",
                condition=Q(handed_on__isnull=True, handed_at__isnull=True, handed_by__isnull=True)
                | Q(handed_on__isnull=False, handed_at__isnull=False, handed_by__isnull=False)
                & Q(handed_on__range=(EARLIEST, LATEST)),
            ),
            models.CheckConstraint(
                name="deliverable_skipped_or_handed", condition=Q(skipped_at__isnull=True) | Q(handed_at__isnull=True)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="as_its_requirement_says",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("asked", "text")],
                func=AS_ITS_REQUIREMENT_SAYS,
            ),
            periods_stay("d", "period", "requirement_id"),
        ]

    def __str__(self):
        return f"{self.requirement} ({self.due_on})"

    @property
    def name(self) -> str:
        return self.title or self.requirement.get_kind_display()

    @property
    def last_day(self):
        return self.period.upper - timedelta(days=1)

    @property
    def is_extra(self) -> bool:
        return bool(self.title)

    @property
    def done_on(self) -> date | None:
        """The day the funder had it: handed in beside the portal, or issued as a report."""
        report = getattr(self, "report", None)
        return self.handed_on or (timezone.localdate(report.issued_at) if report and report.issued_at else None)

    @property
    def is_outstanding(self) -> bool:
        return not self.skipped_at and self.done_on is None

    def is_late_on(self, day: date) -> bool:
        """Whether the row is among `late_on(day)`."""
        return self.is_outstanding and is_past_due(self.due_on, day)


@journal(inserts=False)
class Extension(models.Model):
    """A later day, granted, with the former one and the reason. Never rewritten; deleted with its deliverable only."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="extensions")
    old_on = models.DateField()
    new_on = models.DateField()
    reason = models.CharField(max_length=300)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["deliverable", "pk"]
        constraints = [
            day_in_range("extension_old_in_range", "old_on"),
            models.CheckConstraint(name="extension_is_later", condition=Q(new_on__gt=F("old_on"))),
            models.CheckConstraint(name="extension_in_range", condition=Q(new_on__range=(EARLIEST, LATEST))),
            models.CheckConstraint(name="extension_says_why", condition=~Q(reason="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="RAISE EXCEPTION 'an extension stays as it was granted' USING ERRCODE = '23514';",
            ),
            pgtrigger.Trigger(
                name="from_the_day_that_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("standing", "date")],
                func=FROM_THE_DAY_THAT_STANDS,
            ),
        ]

    def __str__(self):
        return f"{self.old_on} → {self.new_on}"
