"""What households add up to, for the network; never one household."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from services.counting.periods import Period, PeriodForm
from services.households.network_totals import COLUMNS, TotalsPage, read_totals
from services.households.totals import HouseholdScope, households_since
from services.permissions import can_read_household_totals


def _read_page(request: UserRequest) -> tuple[PeriodForm, TotalsPage, Period]:
    if not can_read_household_totals(request.user):
        raise PermissionDenied("Ces totaux se lisent au réseau\u00a0; les vôtres sont dans vos rapports.")
    today = timezone.localdate()
    since = households_since(HouseholdScope(today, today))
    form = PeriodForm(request.GET or None, today=today, whole=True, since=since)
    return form, read_totals(form.period.start, form.period.end), form.period


@require_safe
def household_totals(request: UserRequest) -> HttpResponse:
    form, page, period = _read_page(request)
    context = {"form": form, "page": page, "columns": COLUMNS.values(), "period": period}
    return render(request, "services/households/household_totals.html", context)


@require_safe
@from_replica
def household_totals_export(request: UserRequest, kind: str) -> HttpResponse:
    if kind not in TYPES:
        raise Http404
    form, page, period = _read_page(request)
    if not form.is_as_asked:
        # A file of other days than those that were asked would deceive: the page says which ones it shows
        return household_totals(request)
    return table_response(kind, f"menages-{period.start}-{period.end}", *page.tables())
