"""Reports: by number, form, year, agreement and organism, in any mixture of words."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from reporting.access import readable_reports
from reporting.models import Report, Template
from reporting.workflow.status import status
from roriq_portal.database.search_words import SearchWords
from roriq_portal.formats.days import format_day
from search.kinds.agreements import agreements_that_say
from search.kinds.organisms import organisms_named
from search.results import Asked, Hits, Slice, take

YEARS = range(1990, 2101)


def reports_that_say(word: str) -> QuerySet:
    """Return the keys of the reports of which the word begins a word, or is a year that their period touches."""
    every, words = Report.objects.order_by(), [word]
    numbered = every.alias(own=SearchWords("number")).filter(own__begin=words)
    forms = Template.objects.alias(own=SearchWords("name")).filter(own__begin=words).order_by()
    matches = [
        every.filter(template_version__template__in=forms.values("pk")),
        every.filter(deliverable__requirement__agreement__in=agreements_that_say(word)),
        every.filter(organism__in=organisms_named(words)),
    ]
    if word.isdecimal() and len(word) == 4 and int(word) in YEARS:
        matches.append(every.filter(period__overlap=(date(int(word), 1, 1), date(int(word) + 1, 1, 1))))
    return numbered.values("pk").union(*[rows.values("pk") for rows in matches])


def find_reports(asked: Asked, part: Slice) -> Hits:
    """Return the reports that answer, the last due first. One query, and the seats of the reader."""
    rows = readable_reports(asked.user)
    for word in asked.words:
        rows = rows.filter(pk__in=reports_that_say(word))
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
