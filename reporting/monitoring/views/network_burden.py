"""Pages of the burden of the network: every funder, one of them over its organisms, and the tables as files."""

from urllib.parse import parse_qsl

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisms.models import Region
from organisms.user_request import UserRequest
from reporting.monitoring.burden.facts import years_with_reports
from reporting.monitoring.burden.forms import BurdenListForm
from reporting.monitoring.burden.network import NetworkBurden, OrganismRow, chosen_rows, read_network_burden
from reporting.monitoring.burden.sentences import (
    lead_words,
    many_funders_words,
    network_boxes,
    source_rows,
    spared_words,
)
from reporting.monitoring.burden.series import series_of
from reporting.monitoring.burden.sheet import basis_words
from reporting.monitoring.burden.tables import network_table
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from roriq_portal.formats.typed import read_digits
from roriq_portal.lists.paging import numbered_page, pager_of

ROWS = 40


def _page(request: UserRequest, funder: int = 0) -> tuple[BurdenListForm, NetworkBurden, list[OrganismRow]]:
    """404 for whoever is not of the network: no funder learns what the others ask."""
    if not request.user.is_network:
        raise Http404
    regions = Region.objects.order_by("code")
    form = BurdenListForm(request.GET, years=years_with_reports(request.user), regions=regions)
    page = read_network_burden(request.user, form.year, funder=funder)
    order = form.chosen("tri") or "nom"
    return form, page, chosen_rows(page.organisms, query=form.chosen("q"), region=form.region_id, order=order)


def _of_funder(form: BurdenListForm, funder_id: int) -> str:
    return "&".join(filter(None, (form.exercice_query, f"bailleur={funder_id}")))


@require_safe
def network_burden(request: UserRequest) -> HttpResponse:
    form, page, rows = _page(request)
    shown = numbered_page(rows, request.GET, ROWS)
    context = {
        "base": reverse("reporting:network-burden"),
        "form": form,
        "page": page,
        "query": form.query,
        "lead": lead_words(page.total, page.number_of_funders),
        "boxes": network_boxes(page),
        "sources": source_rows(page.total),
        "series": series_of(page.years),
        "growth": many_funders_words(page),
        "spared": spared_words(page.spared, page.by_days, page.by_bands),
        "rows": shown,
        "pages": pager_of(shown, parse_qsl(form.query)),
        "matched": len(rows),
        "basis": basis_words(page.basis),
    }
    return render(request, "reporting/monitoring/burden/network_burden.html", context)


@require_safe
def network_burden_funder(request: UserRequest, funder_id: int) -> HttpResponse:
    form, page, rows = _page(request, funder_id)
    if not page.funders:
        raise Http404
    context = {
        "base": reverse("reporting:network-burden"),
        "funder": page.funder_name,
        "form": form,
        "page": page,
        "query": _of_funder(form, funder_id),
        "boxes": network_boxes(page)[:2],
        "sources": source_rows(page.total),
        "spared": spared_words(page.spared, page.by_days, page.by_bands),
        "rows": rows,
        "basis": basis_words(page.basis),
    }
    return render(request, "reporting/monitoring/burden/network_burden_funder.html", context)


@require_safe
@from_replica
def network_burden_export(request: UserRequest, table: str, kind: str) -> HttpResponse:
    _, page, rows = _page(request, read_digits(request.GET.get("bailleur")) or 0)
    made = network_table(table, page, rows)
    if made is None or kind not in TYPES:
        raise Http404
    return table_response(kind, f"fardeau-reseau-{table}-{page.year_words}", made)
