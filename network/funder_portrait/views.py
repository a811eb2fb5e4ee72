"""The portrait of a funder's agreements: the whole page, one section at its own address, their files."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.funder_portrait.filters import FunderPortraitForm, programmes_received
from network.funder_portrait.lead import lead_words, sent_words
from network.funder_portrait.reader import FunderReader
from network.funder_portrait.registry import FIELDS, SECTIONS
from network.portrait.pages import PortraitPage, build_all, build_one
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica

NOT_FUNDER = "Cette page est celle des bailleurs\u00a0: leurs ententes, leurs rapports."
STEM = "portrait-ententes"


def _asked(request: UserRequest) -> tuple[FunderPortraitForm, FunderReader]:
    if not request.user.live_funder_seats:
        raise PermissionDenied(NOT_FUNDER)
    offered = programmes_received(request.user)
    form = FunderPortraitForm(request.GET, today=timezone.localdate(), offered=offered, names=FIELDS)
    return form, FunderReader(request.user, form.filters)


@require_safe
@from_replica
def funder_portrait(request: UserRequest) -> HttpResponse:
    form, reader = _asked(request)
    page = PortraitPage(form, reverse("network:funder-portrait"), STEM, build_all(SECTIONS, reader))
    if answer := page.file(request.GET):
        return answer
    words = {"lead": lead_words(reader), "sent": sent_words(reader)}
    return render(request, "network/funder_portrait/funder_portrait.html", page.context | words)


@require_safe
@from_replica
def funder_portrait_section(request: UserRequest, slug: str) -> HttpResponse:
    """One section alone; its tables, or its drawing, as a file when `sortie` asks for one."""
    form, reader = _asked(request)
    page = PortraitPage(form, reverse("network:funder-portrait"), STEM, build_one(SECTIONS, slug, reader), slug)
    if answer := page.file(request.GET):
        return answer
    return render(request, "network/funder_portrait/funder_portrait.html", page.context | {"lead": "", "sent": ""})
