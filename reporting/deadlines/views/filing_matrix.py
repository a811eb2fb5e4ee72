"""The filing matrix and its files."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from reporting import permissions
from reporting.deadlines.calendar.page import state_years, window
from reporting.deadlines.filing_matrix import Chosen, columns_of, filing_table, legend, matrix_of
from reporting.deadlines.forms import MatrixFilterForm
from reporting.deadlines.obligations import narrowed, obligations_between, span_of
from reporting.deadlines.views.calendar import typed_year
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import table_response
from roriq_portal.fiscal_year import format_state_year, state_year_of

NOT_NETWORK = "Seule la coordination du réseau écrit à tout le monde."


def chosen_rows(request: UserRequest) -> Chosen:
    today = timezone.localdate()
    span = span_of(request.user, today)
    years, typed = state_years(span, today), typed_year(request)
    year = typed if typed in years else state_year_of(today)
    things = obligations_between(request.user, *window(year, today))
    form = MatrixFilterForm(request.GET or None, things=things, years=years, columns=columns_of(things))
    return Chosen(form, narrowed(things, form.cleaned_data if form.is_valid() else {}), year, span)


def filter_query(request: UserRequest, form: MatrixFilterForm) -> str:
    return urlencode([(name, value) for name, value in request.GET.items() if name in form.fields and value])


@require_safe
def filing_matrix(request: UserRequest) -> HttpResponse:
    form, things, year, span = chosen_rows(request)
    context = {
        "form": form,
        "matrix": matrix_of(things),
        "legend": legend(),
        "year_words": format_state_year(year),
        "filters": filter_query(request, form),
        "may_write": request.user.coordinates_network and any(obligation.is_open for obligation in things),
        # It reminds of what is late of whatever year: on April 1, all is of the year that ended the day before
        "may_remind": permissions.can_remind_late(request.user) and span.is_late_on(timezone.localdate()),
        "breadcrumb": [("Dépôts", reverse("reporting:report-list")), ("Par organisme", "")],
    }
    return render(request, "reporting/deadlines/filing_matrix.html", context)


@require_safe
@from_replica
def filing_export(request: UserRequest, format: str) -> HttpResponse:
    chosen = chosen_rows(request)
    words = format_state_year(chosen.year)
    return table_response(format, f"depots-{words}", filing_table(chosen.things), title=f"Dépôts {words}")
