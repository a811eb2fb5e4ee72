"""Reports: by number, form, year, agreement and organism, in any mixture of words."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reporting.access import readable_reports
from reporting.models import Report
from reporting.workflow.status import status
from roriq_portal.database.search_words import keys_where
from roriq_portal.formats.days import format_day
from search.kinds import agreements, organisms
from search.results import Asked, Hits, Slice, take

YEARS = range(1990, 2101)
# Keys of the reports of which a word begins one: their number's, their form's, their agreement's, their organism's
SAID = f"""
    SELECT id FROM reporting_report WHERE search_words(number) @@ %s::tsquery
    UNION SELECT report.id FROM reporting_report report
        JOIN reporting_templateversion version ON version.id = report.template_version_id
        WHERE version.template_id IN (SELECT id FROM reporting_template WHERE search_words(name) @@ %s::tsquery)
    UNION SELECT id FROM reporting_report WHERE organism_id IN ({organisms.NAMED})
    UNION SELECT report.id FROM reporting_report report
        JOIN agreements_deliverable deliverable ON deliverable.id = report.deliverable_id
        JOIN agreements_requirement requirement ON requirement.id = deliverable.requirement_id
        WHERE requirement.agreement_id IN ({agreements.SAID})
"""


def reports_that_say(word: str) -> Q:
    """Return what chooses the reports of which the word begins a word, or is a year that their period touches."""
    said = Q(pk__in=keys_where(SAID, [word]))
    if word.isdecimal() and len(word) == 4 and int(word) in YEARS:
        return said | Q(period__overlap=(date(int(word), 1, 1), date(int(word) + 1, 1, 1)))
    return said


def find_reports(asked: Asked, part: Slice) -> Hits:
    """Return the reports that answer, the last due first. One query, and the seats of the reader."""
    rows = readable_reports(asked.user)
    for word in asked.words:
        rows = rows.filter(reports_that_say(word))
    total, taken = take(rows.order_by("-due_on", "-pk"), part)
    own, today = {seat.organism_id for seat in asked.user.live_memberships}, timezone.localdate()
    return Hits(total, [_hit(asked, row, own, today) for row in taken])


def _hit(asked: Asked, row: Report, own: set[int], today: date):
    due = f"dû le {format_day(row.due_on)}" if row.is_outstanding else ""
    late = ", en retard" if row.is_late_on(today) else ""
    return asked.hit(
        str(row),
        reverse("reporting:report-detail", args=[row.pk]),
        row.organism.name if row.organism_id not in own else "",
        row.agreement.reference if row.agreement else "",
        row.number or "",
        f"{due}{late}",
        status=status(row, asked.user),
    )
