"""How many days each side takes with a report, by year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting.monitoring.filing_days.reading import read_days
from reporting.monitoring.filing_days.scope import is_funder_alone, reports_timed_for, stages_for
from reporting.monitoring.filing_days.table import SIDES, YearLine, days_table, year_lines
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import table_response


def _lines(request: UserRequest) -> list[YearLine]:
    spent = read_days(reports_timed_for(request.user), timezone.localdate())
    return year_lines(spent, stages_for(request.user))


@require_safe
def filing_days(request: UserRequest) -> HttpResponse:
    context = {
        "lines": _lines(request),
        "heads": [SIDES[stage] for stage in stages_for(request.user)],
        "is_funder": is_funder_alone(request.user),
        "breadcrumb": [("Dépôts", reverse("reporting:report-list")), ("Délais", "")],
    }
    return render(request, "reporting/monitoring/filing_days/filing_days.html", context)


@require_safe
@from_replica
def filing_days_export(request: UserRequest, kind: str) -> HttpResponse:
    stem = f"delais-{timezone.localdate().isoformat()}"
    return table_response(kind, stem, days_table(_lines(request)), title="Délais des rapports")
