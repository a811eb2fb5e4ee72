"""The money of an organism's State year: all its agreements, the statement owed, and the files of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.money.access import accounts_for
from agreements.money.exports import file_stem, tables_of
from agreements.money.organism_accounts import OrganismYear, read_organism_year, state_years_of
from agreements.permissions import can_manage_agreements_of
from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from roriq_portal.fiscal_year import format_state_year, state_year_of


def _chosen(request: UserRequest, organism: Organism) -> tuple[OrganismYear, list[int]]:
    """The year asked for, when an agreement touches it; else this one."""
    today = timezone.localdate()
    years = state_years_of(request.user, organism, today)
    asked = request.GET.get("annee", "")
    year = next((year for year in years if str(year) == asked), state_year_of(today))
    return read_organism_year(request.user, organism, year), years


@require_safe
def organism_money(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = accounts_for(request, organism_id)
    account, years = _chosen(request, organism)
    choices = [(year, format_state_year(year)) for year in years]
    may_receive = can_manage_agreements_of(request.user, organism.pk)
    context = {"organism": organism, "account": account, "years": choices, "may_receive": may_receive}
    return render(request, "agreements/money/organism_money.html", context)


@require_safe
@from_replica
def organism_money_export(request: UserRequest, organism_id: int, kind: str) -> HttpResponse:
    organism = accounts_for(request, organism_id)
    if kind not in TYPES:
        raise Http404
    account, _ = _chosen(request, organism)
    return table_response(kind, file_stem(organism.name, account.year), *tables_of(account))
