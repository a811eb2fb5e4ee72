"""The activities behind a figure, for those who may read an organism's records."""

from decimal import Decimal

from django.db.models import Value
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting.access import allow, breadcrumb_of, latest_version, report_or_404
from reporting.engine.evaluate import records_of_line
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.models import Line, Report
from reporting.papers.frozen.records import changes_since
from reporting.permissions import reads_from_inside
from reporting.reports.wording import records_lead
from roriq_portal.formats.numbers import format_number
from roriq_portal.lists.paging import page_number, pager, rows_of_page
from services.counting.activity_totals import contributions
from services.models import Activity
from services.permissions import can_write_records

NOT_INSIDE = "Les activités se lisent dans l’organisme qui les a inscrites."


@require_safe
def report_records(request: UserRequest, report_id: int, line_key: str) -> HttpResponse:
    report = report_or_404(request, report_id)
    allow(reads_from_inside(request.user, report), NOT_INSIDE)
    line = read_form_spec(report.template_version).by_key.get(line_key)
    if line is None or not line.reads_activities:
        raise Http404
    page = page_number(request.GET)
    activities = rows_of_page(_counted(request, report, line), page)
    version = latest_version(report)
    context = {
        "report": report,
        "line_words": f"{line.number} {line.words}".strip(),
        "lead": records_lead(_partner_count(request, report, line)),
        "changes_words": changes_since(version).words if version else "",
        "rows": [_row(report, activity, activity.total) for activity in activities.rows],
        "may_record": can_write_records(request.user, report.organism),
        "back": f"{reverse('reporting:report-section', args=[report.pk, line.section])}#ligne-{line.key}",
        "breadcrumb": breadcrumb_of(report, "Activités"),
        "pages": pager(page, activities.has_more),
    }
    return render(request, "reporting/reports/report_records.html", context)


def _partner_count(request: UserRequest, report: Report, line: LineSpec) -> int:
    """Return how many activities of partner organisms the figure counts besides those that this reader may open."""
    counted = records_of_line(report, line).order_by()
    return counted.exclude(pk__in=Activity.objects.visible_to(request.user).values("pk")).count()


def _counted(request: UserRequest, report: Report, line: LineSpec):
    """The activities they may read, each with what it adds to the line."""
    ids = records_of_line(report, line).order_by().values("pk")
    rows = Activity.objects.visible_to(request.user).filter(pk__in=ids).select_related("activity_type", "municipality")
    if line.counts_activities:
        return rows.annotate(total=Value(1)).order_by("-day", "-pk")
    codes = None if line.source == Line.Source.PARTNERS else line.codes
    return contributions(rows, codes).order_by("-day", "-pk")


def _row(report: Report, activity: Activity, total: Decimal | None) -> dict:
    return {
        "day": activity.day,
        "kind": activity.activity_type.name,
        "place": str(activity.municipality) if activity.municipality else "",
        "count": format_number(total or 0),
        "url": reverse("services:activity-detail", args=[report.organism_id, activity.pk]),
    }
