"""The portrait of the network: the whole page, one section at its own address, their files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.portrait.answers import drawing_response, tables_response
from network.portrait.filters import Filters, PortraitForm
from network.portrait.frame import Frame
from network.portrait.lead import lead_of
from network.portrait.reader import Reader
from network.portrait.registry import FIELDS, SECTIONS
from network.portrait.section import Section
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.files.spreadsheets import TYPES


def _form(request: UserRequest) -> PortraitForm:
    if not request.user.is_network:
        raise Http404
    return PortraitForm(request.GET, today=timezone.localdate(), names=FIELDS)


def _frame(section: Section, filters: Filters, *, is_alone: bool = False) -> Frame:
    address = reverse("network:portrait-section", args=[section.slug])
    return Frame(section, filters, reverse("network:portrait"), address, is_alone)


@require_safe
@from_replica
def network_portrait(request: UserRequest) -> HttpResponse:
    form = _form(request)
    filters = form.filters
    reader = Reader(filters, request.user)
    sections = [section for _, build in SECTIONS if (section := build(filters, reader))]
    kind = request.GET.get("sortie", "")
    if kind in TYPES:
        return tables_response(kind, f"portrait-{filters.year_words}", sections)
    frames = [_frame(section, filters) for section in sections]
    context = {
        "form": form,
        "filters": filters,
        "frames": frames,
        "lead": lead_of(reader),
        "all_files": filters.query(sortie="xlsx"),
    }
    return render(request, "network/portrait/network_portrait.html", context)


@require_safe
@from_replica
def portrait_section(request: UserRequest, slug: str) -> HttpResponse:
    """One section alone; its tables, or its drawing, as a file when `sortie` asks for one."""
    form = _form(request)
    build = dict(SECTIONS).get(slug)
    if build is None:
        raise Http404
    filters = form.filters
    section = build(filters, Reader(filters, request.user))
    kind, stem = request.GET.get("sortie", ""), f"portrait-{slug}-{filters.year_words}"
    if section and kind in TYPES:
        return tables_response(kind, stem, [section])
    if section and section.svg and kind == "svg":
        return drawing_response(stem, section, filters.today)
    frame = _frame(section, filters, is_alone=True) if section else None
    context = {"form": form, "filters": filters, "frame": frame}
    return render(request, "network/portrait/portrait_section.html", context)
