"""The portrait of an organism: the whole page, one section at its own address, their files; what the network opens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from network.models import PortraitComparison
from network.organism_portrait.comparison import choose_comparison, is_comparison_shown
from network.organism_portrait.filters import OrganismPortraitForm
from network.organism_portrait.lead import lead_words
from network.organism_portrait.reader import OrganismReader
from network.organism_portrait.registry import FIELDS, SECTIONS
from network.portrait.answers import drawing_response, tables_response
from network.portrait.filters import Filters
from network.portrait.frame import Frame
from network.portrait.section import Section
from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES
from services.access import organism_for

NOT_YOURS = "La coordination du réseau ouvre et ferme cette comparaison."


def _frame(organism: Organism, section: Section, filters: Filters, *, is_alone: bool = False) -> Frame:
    page = reverse("network:organism-portrait", args=[organism.pk])
    return Frame(section, filters, page, f"{page}{section.slug}/", is_alone)


@require_safe
@from_replica
def organism_portrait(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    form = OrganismPortraitForm(request.GET, today=timezone.localdate(), names=FIELDS)
    filters = form.filters
    reader = OrganismReader(request.user, organism, filters)
    sections = [section for _, build in SECTIONS if (section := build(reader))]
    kind = request.GET.get("sortie", "")
    if kind in TYPES:
        return tables_response(kind, f"portrait-o{organism.pk}-{filters.year_words}", sections)
    context = {
        "organism": organism,
        "form": form,
        "filters": filters,
        "frames": [_frame(organism, section, filters) for section in sections],
        "lead": lead_words(reader),
        "page": reverse("network:organism-portrait", args=[organism.pk]),
        "all_files": filters.query(sortie="xlsx"),
        "left_out": bool(filters.component),
    }
    return render(request, "network/organism_portrait/organism_portrait.html", context)


@require_safe
@from_replica
def organism_portrait_section(request: UserRequest, organism_id: int, slug: str) -> HttpResponse:
    """One section alone; its tables, or its drawing, as a file when `sortie` asks for one."""
    organism = organism_for(request, organism_id)
    build = dict(SECTIONS).get(slug)
    if build is None:
        raise Http404
    form = OrganismPortraitForm(request.GET, today=timezone.localdate(), names=FIELDS)
    filters = form.filters
    section = build(OrganismReader(request.user, organism, filters))
    kind, stem = request.GET.get("sortie", ""), f"portrait-o{organism.pk}-{slug}-{filters.year_words}"
    if section and kind in TYPES:
        return tables_response(kind, stem, [section])
    if section and section.svg and kind == "svg":
        return drawing_response(stem, section, filters.today)
    context = {
        "organism": organism,
        "form": form,
        "filters": filters,
        "frame": _frame(organism, section, filters, is_alone=True) if section else None,
        "title": section.title if section else "Section",
        "page": reverse("network:organism-portrait", args=[organism.pk]),
    }
    return render(request, "network/organism_portrait/organism_portrait_section.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def portrait_comparison(request: UserRequest) -> HttpResponse:
    """Whether organisms see the others beside themselves, unnamed: the choice, and the ones before."""
    if not request.user.is_network:
        raise Http404
    if request.method == "POST":
        if not request.user.coordinates_network:
            raise PermissionDenied(NOT_YOURS)
        is_shown = request.POST.get("montrer") == "oui"
        changed = choose_comparison(is_shown=is_shown, by=request.user)
        done = "La comparaison est ouverte aux organismes." if is_shown else "La comparaison est fermée."
        messages.success(request, done if changed else "Rien n’a changé\u00a0: c’était déjà ainsi.")
        return redirect("network:portrait-comparison")
    context = {
        "is_shown": is_comparison_shown(),
        "choices": PortraitComparison.objects.select_related("by"),
        "may_change": request.user.coordinates_network,
    }
    return render(request, "network/organism_portrait/portrait_comparison.html", context)
