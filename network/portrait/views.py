"""The portrait of the network: the whole page, one section at its own address, their files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.portrait.filters import PortraitForm
from network.portrait.lead import lead_of
from network.portrait.pages import PortraitPage, build_all, build_one
from network.portrait.reader import Reader
from network.portrait.registry import FIELDS, SECTIONS
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica


def _asked(request: UserRequest) -> tuple[PortraitForm, Reader]:
    if not request.user.is_network:
        raise Http404
    form = PortraitForm(request.GET, today=timezone.localdate(), names=FIELDS)
    return form, Reader(form.filters, request.user, form.regions.values())


@require_safe
@from_replica
def network_portrait(request: UserRequest) -> HttpResponse:
    form, reader = _asked(request)
    page = PortraitPage(form, reverse("network:portrait"), "portrait", build_all(SECTIONS, reader))
    if answer := page.file(request.GET):
        return answer
    return render(request, "network/portrait/network_portrait.html", page.context | {"lead": lead_of(reader)})


@require_safe
@from_replica
def portrait_section(request: UserRequest, slug: str) -> HttpResponse:
    """One section alone; its tables, or its drawing, as a file when `sortie` asks for one."""
    form, reader = _asked(request)
    page = PortraitPage(form, reverse("network:portrait"), "portrait", build_one(SECTIONS, slug, reader), slug)
    if answer := page.file(request.GET):
        return answer
    return render(request, "network/portrait/network_portrait.html", page.context | {"lead": ""})
