"""What households add up to, for the network; never one household."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from services.households.forms import TotalsForm
from services.households.network_totals import COLUMNS, TotalsPage, read_totals
from services.permissions import can_read_household_totals


def _read_page(request: UserRequest) -> tuple[TotalsForm, TotalsPage, tuple]:
    if not can_read_household_totals(request.user):
        raise PermissionDenied("Ces totaux se lisent au réseau\u00a0; les vôtres sont dans vos rapports.")
    form = TotalsForm(request.GET or None)
    days = form.days()
    return form, read_totals(*days), days


@require_safe
def household_totals(request: UserRequest) -> HttpResponse:
    form, page, days = _read_page(request)
    context = {"form": form, "page": page, "columns": COLUMNS.values(), "days": days, "query": request.GET.urlencode()}
    return render(request, "services/households/household_totals.html", context)


@require_safe
@from_replica
def household_totals_export(request: UserRequest, kind: str) -> HttpResponse:
    if kind not in TYPES:
        raise Http404
    _, page, days = _read_page(request)
    return table_response(kind, f"menages-{days[0]}-{days[1]}", *page.tables())
