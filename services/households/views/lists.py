"""Households of one organism, page by page: the list and its export, the follow-ups due, and who opened which."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.files.spreadsheets import TYPES, Table, csv_response, table_response
from services.households.figure_filter import figure_filter
from services.households.forms import HouseholdFilterForm
from services.households.listing import (
    SHEET_HEAD,
    chosen,
    due_page,
    household_page,
    reading_page,
    sheet_rows,
    with_state,
)
from services.households.views.access import member_organism, readings_organism
from services.models import Household, HouseholdReading

if TYPE_CHECKING:
    from services.households.listing import HouseholdOfState


@require_safe
def household_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = member_organism(request, organism_id)
    form, asked = _asked(request, organism)
    page = household_page(
        organism, _households(request, organism), asked, request.GET.get("apres", ""), timezone.localdate()
    )
    context = {
        "organism": organism,
        "form": form,
        "page": page,
        "query": _query(request),
        "figure": figure_filter(request.GET),
        "is_filtered": "behind" in asked or any(asked.get(name) for name in ("cle", "etat", "cible", "suivi")),
    }
    return render(request, "services/households/household_list.html", context)


@require_safe
def household_export(request: UserRequest, organism_id: int, kind: str) -> HttpResponseBase:
    organism = member_organism(request, organism_id)
    if kind not in TYPES:
        raise Http404
    today = timezone.localdate()
    _, asked = _asked(request, organism)
    rows = sheet_rows(organism, chosen(_households(request, organism), asked, today), today)
    stem = f"menages-{today:%Y-%m-%d}"
    table = Table("Ménages", SHEET_HEAD, rows)
    return csv_response(stem, table) if kind == "csv" else table_response(kind, stem, table)


@require_safe
def follow_up_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = member_organism(request, organism_id)
    page = due_page(organism, _households(request, organism), request.GET.get("apres", ""), timezone.localdate())
    return render(request, "services/households/follow_up_list.html", {"organism": organism, "page": page})


@require_safe
def reading_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = readings_organism(request, organism_id)
    rows = HouseholdReading.objects.filter(organism=organism).select_related("household", "by")
    page = reading_page(rows, request.GET.get("apres", ""))
    return render(request, "services/households/reading_list.html", {"organism": organism, "page": page})


def _households(request, organism: Organism) -> "QuerySet[HouseholdOfState]":
    return with_state(Household.objects.visible_to(request.user).of(organism.pk).kept(), organism.pk)


def _asked(request, organism: Organism) -> tuple[HouseholdFilterForm, dict]:
    """The form, and what it read; a word that it refuses narrows nothing."""
    form = HouseholdFilterForm(request.GET, organism=organism)
    asked = form.cleaned_data if form.is_valid() else {}
    figure = figure_filter(request.GET)
    return form, asked | ({"behind": figure.behind(organism.pk)} if figure else {})


def _query(request) -> str:
    params = request.GET.copy()
    params.pop("apres", None)
    return params.urlencode()
