"""The list of agreements, its CSV and its XLSX."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.agreement.export import table_of
from agreements.agreement.filters import AgreementFilterForm
from agreements.agreement.listing import ORDERS, choices_listed, listed, term_in_words
from agreements.models import Agreement
from agreements.permissions import can_add_any_agreement, can_seat_agents, organisms_with_money
from organisms.user_request import UserRequest
from roriq_portal.files.spreadsheets import table_response
from roriq_portal.paging import PAGE, numbered_page

if TYPE_CHECKING:
    from agreements.agreement.listing import ListedAgreement

MOST_PRINTED = 2000
COLUMNS = [
    ("reference", "Entente"),
    ("organisme", "Organisme"),
    ("bailleur", "Bailleur"),
    ("fin", "Durée"),
    ("montant", "Montant"),
]


def _chosen(request: UserRequest) -> tuple[AgreementFilterForm, dict, str]:
    """The form, what it chooses, the order; the form carries what was kept."""
    funders, years, saved = choices_listed(request.user)
    form = AgreementFilterForm(request.GET or None, years=years, funders=funders)
    form.saved = saved
    chosen = form.cleaned_data if form.is_valid() else {}
    order = request.GET.get("tri", "reference")
    return form, chosen, order if order.removeprefix("-") in ORDERS else "reference"


def _columns(request: UserRequest, order: str) -> list[dict]:
    filters = [(key, value) for key, value in request.GET.items() if key not in ("tri", "page")]
    columns = []
    for key, words in COLUMNS:
        turned = f"-{key}" if order == key else key
        direction = {key: "ascending", f"-{key}": "descending"}.get(order, "")
        columns.append(
            {"words": words, "key": key, "url": f"?{urlencode([*filters, ('tri', turned)])}", "sort": direction}
        )
    return columns


def _size(request: UserRequest) -> int:
    return MOST_PRINTED if "imprimer" in request.GET else PAGE


def _row(agreement: "ListedAgreement") -> tuple[Agreement, str, str]:
    """The agreement, where it stands in its term, and who signs."""
    term_words = term_in_words(agreement, agreement.starts, timezone.localdate())
    return agreement, term_words, ", ".join(agreement.funder_names)


@require_safe
def agreement_list(request: UserRequest) -> HttpResponse:
    form, chosen, order = _chosen(request)
    page = numbered_page(listed(request.user, chosen, order), request.GET, _size(request))
    filters = urlencode([(key, value) for key, value in request.GET.items() if key != "page"])
    context = {
        "form": form,
        "rows": [_row(agreement) for agreement in page],
        "page": page,
        "filters": filters,
        "columns": _columns(request, order),
        "is_filtered": any(chosen.values()),
        "may_add": can_add_any_agreement(request.user),
        "accounts": organisms_with_money(request.user),
        "may_seat": can_seat_agents(request.user),
        "saved": form.saved,
    }
    return render(request, "agreements/agreement/agreement_list.html", context)


@require_safe
def agreement_export(request: UserRequest, kind: str = "csv") -> HttpResponse:
    _, chosen, order = _chosen(request)
    stem = f"ententes-{timezone.localdate().isoformat()}"
    return table_response(kind, stem, table_of(listed(request.user, chosen, order)))
