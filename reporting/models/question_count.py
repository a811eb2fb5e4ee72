"""How many cells a report asks and how they were answered: of its newest version, or of a draft on a day."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reporting.models.report import Report
from reporting.models.version import Version
from services.models.declaration import AnswerState

# A version is counted once, of its own report; a newer one takes its place, a draft never does
FOLLOWS_VERSIONS = """
    IF NEW.version_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM reporting_version WHERE id = NEW.version_id AND report_id = NEW.report_id
    ) THEN
        RAISE EXCEPTION 'a version of another report' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.report_id <> OLD.report_id OR OLD.version_id IS NOT NULL AND (
        NEW.version_id IS NULL OR (SELECT number FROM reporting_version WHERE id = NEW.version_id)
            <= (SELECT number FROM reporting_version WHERE id = OLD.version_id)
    )) THEN
        RAISE EXCEPTION 'what a version asked stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class QuestionCount(models.Model):
    """The cells of a report by `reporting.lines.cells.Way`; without a version, those of its draft at `counted_at`.

    `hours`: those spent on accountability (F.01), where the report says them. `lines`: line key → what it asks, as
    `reporting.papers.frozen.questions` writes it.
    """

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="question_count")
    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, null=True, blank=True, related_name="question_count"
    )
    counted_at = models.DateTimeField(default=timezone.now)
    from_records = models.PositiveIntegerField(default=0)
    reused = models.PositiveIntegerField(default=0)
    by_hand = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)
    hours = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    hours_state = models.CharField(max_length=5, choices=AnswerState, blank=True, default="")
    lines = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_hours_fit_state",
                condition=Q(hours__isnull=True, hours_state__in=["", "blank", "na", "nd"])
                | Q(hours__gte=0, hours_state__in=["value", "zero"]),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="questions_follow_versions",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FOLLOWS_VERSIONS,
            )
        ]

    def __str__(self):
        return f"{self.report_id}: {self.asked}"

    @property
    def asked(self) -> int:
        return self.from_records + self.reused + self.by_hand + self.unanswered
