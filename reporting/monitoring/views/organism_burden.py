"""Pages of the burden of one organism: all its funders, one of them, and the tables as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisms.models import Organism
from organisms.user_request import UserRequest
from reporting import permissions
from reporting.access import allow
from reporting.monitoring.burden.facts import years_with_reports
from reporting.monitoring.burden.forms import BurdenYearForm
from reporting.monitoring.burden.sentences import lead_words, organism_boxes, source_rows, spared_words
from reporting.monitoring.burden.sheet import OrganismBurden, basis_words, read_organism_burden
from reporting.monitoring.burden.tables import organism_table
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES, table_response
from roriq_portal.formats.typed import read_digits
from services.access import organism_for

NOT_LED = "Le fardeau se lit à la coordination et à la direction de l’organisme, et au réseau."


def _organism(request: UserRequest, organism_id: int) -> Organism:
    """404 for whoever reads nothing there, 403 for a colleague."""
    if request.user.is_network:
        return get_object_or_404(Organism.objects.visible_to(request.user), pk=organism_id)
    organism = organism_for(request, organism_id)
    allow(permissions.can_read_burden(request.user, organism), NOT_LED)
    return organism


def _page(request: UserRequest, organism: Organism, funder: int = 0) -> tuple[BurdenYearForm, OrganismBurden]:
    form = BurdenYearForm(request.GET, years=years_with_reports(request.user, organism_id=organism.pk))
    page = read_organism_burden(request.user, organism.pk, organism.name, form.year, funder=funder)
    return form, page


def _base(organism: Organism) -> str:
    """Where the sheet of all its funders is, and under it its tables as files."""
    return reverse("reporting:organism-burden", args=[organism.pk])


@require_safe
def organism_burden(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    form, page = _page(request, organism)
    context = {
        "organism": organism,
        "base": _base(organism),
        "form": form,
        "query": form.query,
        "page": page,
        "lead": lead_words(page.total, page.number_of_funders, with_network=_asks_itself(page)),
        "boxes": organism_boxes(page),
        "sources": source_rows(page.total),
        "spared": spared_words(page.spared, page.by_days),
        "basis": basis_words(page.basis),
    }
    return render(request, "reporting/monitoring/burden/organism_burden.html", context)


def _asks_itself(page: OrganismBurden) -> bool:
    return any(row.funder_id is None for row in page.funders)


@require_safe
def organism_burden_funder(request: UserRequest, organism_id: int, funder_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    form, page = _page(request, organism, funder_id)
    if not page.funders:
        raise Http404
    context = {
        "organism": organism,
        "base": _base(organism),
        "form": form,
        "page": page,
        "funder": page.funders[0].words,
        "query": "&".join(filter(None, (form.exercice_query, f"bailleur={funder_id}"))),
        "boxes": organism_boxes(page)[:2],
        "sources": source_rows(page.total),
        "spared": spared_words(page.spared, page.by_days),
        "basis": basis_words(page.basis),
    }
    return render(request, "reporting/monitoring/burden/organism_burden_funder.html", context)


@require_safe
@from_replica
def organism_burden_export(request: UserRequest, organism_id: int, table: str, kind: str) -> HttpResponse:
    organism = _organism(request, organism_id)
    _, page = _page(request, organism, read_digits(request.GET.get("bailleur")) or 0)
    made = organism_table(table, page)
    if made is None or kind not in TYPES:
        raise Http404
    return table_response(kind, f"fardeau-{table}-{page.year_words}", made)
