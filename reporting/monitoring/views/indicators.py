"""The sheets of indicators, and the change of what one means."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organisms.models import Indicator
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.monitoring.indicators.definition_form import DefinitionForm
from reporting.monitoring.indicators.listing import INDICATORS, IndicatorFilterForm
from reporting.monitoring.indicators.sheets import indicator_rows, read_sheet
from roriq_portal.formats.days import format_day
from services.counting.definitions import DefinitionRefused, change_definition


def _indicator(request: UserRequest, code: str) -> Indicator:
    if not request.user.has_any_seat:
        raise Http404
    return get_object_or_404(Indicator, code=code)


@require_safe
def indicator_list(request: UserRequest) -> HttpResponseBase:
    if not request.user.has_any_seat:
        raise Http404
    form = IndicatorFilterForm(request.GET)
    rows, template = form.narrowed(indicator_rows()), "reporting/monitoring/indicator_list.html"
    return answer_list(request, INDICATORS, rows, template, {}, form=form)


@require_safe
def indicator_detail(request: UserRequest, code: str) -> HttpResponse:
    sheet = read_sheet(_indicator(request, code))
    context = {"sheet": sheet, "indicator": sheet.indicator, "may_change": request.user.coordinates_network}
    return render(request, "reporting/monitoring/indicator_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_change(request: UserRequest, code: str) -> HttpResponse:
    indicator = _indicator(request, code)
    if not request.user.coordinates_network:
        raise PermissionDenied("Les définitions sont tenues par la coordination du réseau.")
    sheet = read_sheet(indicator)
    initial = {"words": sheet.words, "definition": sheet.newest.definition if sheet.newest else ""}
    form = DefinitionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = change_definition(indicator=indicator, by=request.user, **form.cleaned_data)
        except DefinitionRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Nouvelle définition à compter du {format_day(made.valid_from)}.")
            return redirect("reporting:indicator-detail", indicator.code)
    context = {"sheet": sheet, "indicator": indicator, "form": form}
    return render(request, "reporting/monitoring/indicator_change.html", context, status=422 if form.errors else 200)
