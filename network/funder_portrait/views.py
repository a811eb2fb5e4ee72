"""The portrait of a funder's agreements: the whole page, one section at its own address, their files."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.funder_portrait.filters import FunderPortraitForm, programmes_received
from network.funder_portrait.lead import lead_words, sent_words
from network.funder_portrait.reader import FunderReader
from network.funder_portrait.registry import FIELDS, SECTIONS
from network.portrait.answers import drawing_response, tables_response
from network.portrait.filters import Filters
from network.portrait.frame import Frame
from network.portrait.section import Section
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES

NOT_FUNDER = "Cette page est celle des bailleurs\u00a0: leurs ententes, leurs rapports."


def _form(request: UserRequest) -> FunderPortraitForm:
    if not request.user.live_funder_seats:
        raise PermissionDenied(NOT_FUNDER)
    offered = programmes_received(request.user)
    return FunderPortraitForm(request.GET, today=timezone.localdate(), offered=offered, names=FIELDS)


def _frame(section: Section, filters: Filters, *, is_alone: bool = False) -> Frame:
    page = reverse("network:funder-portrait")
    return Frame(section, filters, page, f"{page}{section.slug}/", is_alone)


@require_safe
@from_replica
def funder_portrait(request: UserRequest) -> HttpResponse:
    form = _form(request)
    filters = form.filters
    reader = FunderReader(request.user, filters)
    sections = [build(reader) for _, build in SECTIONS]
    kind = request.GET.get("sortie", "")
    if kind in TYPES:
        return tables_response(kind, f"portrait-ententes-{filters.year_words}", sections)
    context = {
        "form": form,
        "filters": filters,
        "frames": [_frame(section, filters) for section in sections],
        "lead": lead_words(reader),
        "sent": sent_words(reader),
        "all_files": filters.query(sortie="xlsx"),
        "has_tables": any(section.tables for section in sections),
    }
    return render(request, "network/funder_portrait/funder_portrait.html", context)


@require_safe
@from_replica
def funder_portrait_section(request: UserRequest, slug: str) -> HttpResponse:
    """One section alone; its tables, or its drawing, as a file when `sortie` asks for one."""
    form = _form(request)
    build = dict(SECTIONS).get(slug)
    if build is None:
        raise Http404
    filters = form.filters
    section = build(FunderReader(request.user, filters))
    kind, stem = request.GET.get("sortie", ""), f"portrait-ententes-{slug}-{filters.year_words}"
    if kind in TYPES:
        return tables_response(kind, stem, [section])
    if section.svg and kind == "svg":
        return drawing_response(stem, section, filters.today)
    context = {"form": form, "filters": filters, "frame": _frame(section, filters, is_alone=True)}
    return render(request, "network/funder_portrait/funder_portrait_section.html", context)
