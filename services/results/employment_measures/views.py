"""Measures of Emploi-Québec: participations of an organism by measure, each figure followed to its records."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.models import Category
from organisms.user_request import UserRequest
from roriq_portal.lists.paging import LONG_PAGE, numbered_page, pager_of
from services.access import organism_for
from services.counting.activity_totals import Scope, records_of_category
from services.models import MEASURE
from services.permissions import can_write_records
from services.results.employment_measures.participations import CODE, PeriodForm, measures_of


@require_safe
def measure_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    form = PeriodForm(request.GET, today=timezone.localdate())
    first, last = form.period()
    context = {
        "organism": organism,
        "form": form,
        "first": first,
        "last": last,
        "sheet": measures_of(organism, (first, last)),
        "query": urlencode({"du": first, "au": last}),
    }
    return render(request, "services/results/measure_list.html", context)


@require_safe
def measure_records(request: UserRequest, organism_id: int, key: str) -> HttpResponse:
    organism = organism_for(request, organism_id)
    measure = get_object_or_404(Category, dimension__key=MEASURE, key=key)
    form = PeriodForm(request.GET, today=timezone.localdate())
    first, last = form.period()
    rows = records_of_category(Scope(organism.pk, first, last), CODE, measure.pk)
    page = numbered_page(rows.select_related("activity_type", "municipality"), request.GET, LONG_PAGE)
    days = [("du", str(first)), ("au", str(last))]
    context = {
        "organism": organism,
        "measure": measure,
        "form": form,
        "first": first,
        "last": last,
        "page": page,
        "pages": pager_of(page, days),
        "query": urlencode(days),
        "may_record": can_write_records(request.user, organism),
    }
    return render(request, "services/results/measure_records.html", context)
