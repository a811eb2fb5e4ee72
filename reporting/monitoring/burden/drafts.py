"""The count of what no version holds yet: drafts, counted again while they are filled."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from reporting.lines.assembly import read_report_data, sections_of
from reporting.models import Answer, QuestionCount, Report
from reporting.papers.frozen.questions import count_questions

# Records change under a draft that nobody opens: it is counted again the next night at the latest
STALE = timedelta(hours=20)
LINKED = ("organism", "template_version__template", "deliverable__requirement__agreement")
log = logging.getLogger(__name__)


def count_drafts(now: datetime) -> int:
    """Count the questions of each report that has no counted version and changed since; return how many.

    A report filed before the portal counted is read as it stands, once. One that fails does not stop the others.
    """
    counted = 0
    for report in uncounted(now).select_related(*LINKED).order_by("pk"):
        try:
            counted += _count(report, now)
        except Exception:
            log.exception("questions of report %s not counted", report.pk)
    return counted


def uncounted(now: datetime) -> QuerySet[Report]:
    """Return the reports whose count is missing, or of a draft that was answered since or that is a day old."""
    answered = Answer.objects.filter(report=OuterRef("pk"), saved_at__gt=OuterRef("question_count__counted_at"))
    is_draft = Q(question_count__version__isnull=True, filed_at__isnull=True, issued_at__isnull=True)
    moved = Exists(answered) | Q(question_count__counted_at__lt=now - STALE)
    rows = Report.objects.filter(excused_at__isnull=True)
    return rows.filter(Q(question_count__isnull=True) | (is_draft & moved))


def _count(report: Report, now: datetime) -> bool:
    """Count one, unless a version of it was counted meanwhile; the lock lasts as long as the writing."""
    with transaction.atomic():
        sections = sections_of(read_report_data(report, proposes=False))
        locked = Report.objects.select_for_update().filter(pk=report.pk).first()
        if locked is None or QuestionCount.objects.filter(report=locked, version__isnull=False).exists():
            return False
        count_questions(report, sections, now=now)
    return True
