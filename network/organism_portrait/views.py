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
from network.portrait.pages import PortraitPage, build_all, build_one
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from services.access import organism_for

NOT_YOURS = "La coordination du réseau ouvre et ferme cette comparaison."
NO_WAY = "Rien n’a changé\u00a0: la demande ne disait pas s’il faut ouvrir la comparaison ou la fermer."
# What the form asks, and what is said once it is done
SHOWN, HIDDEN = "oui", "non"
DONE = {SHOWN: "La comparaison est ouverte aux organismes.", HIDDEN: "La comparaison est fermée."}


def _asked(request: UserRequest, organism_id: int) -> tuple[OrganismPortraitForm, OrganismReader, str]:
    """Return the form, what reads for the page, and its address."""
    organism = organism_for(request, organism_id)
    form = OrganismPortraitForm(request.GET, today=timezone.localdate(), names=FIELDS)
    reader = OrganismReader(request.user, organism, form.filters)
    return form, reader, reverse("network:organism-portrait", args=[organism.pk])


@require_safe
@from_replica
def organism_portrait(request: UserRequest, organism_id: int) -> HttpResponse:
    form, reader, address = _asked(request, organism_id)
    page = PortraitPage(form, address, f"portrait-o{organism_id}", build_all(SECTIONS, reader))
    if answer := page.file(request.GET):
        return answer
    words = {"organism": reader.organism, "lead": lead_words(reader)}
    return render(request, "network/organism_portrait/organism_portrait.html", page.context | words)


@require_safe
@from_replica
def organism_portrait_section(request: UserRequest, organism_id: int, slug: str) -> HttpResponse:
    """One section alone; its tables, or its drawing, as a file when `sortie` asks for one."""
    form, reader, address = _asked(request, organism_id)
    page = PortraitPage(form, address, f"portrait-o{organism_id}", build_one(SECTIONS, slug, reader), slug)
    if answer := page.file(request.GET):
        return answer
    words = {"organism": reader.organism, "lead": ""}
    return render(request, "network/organism_portrait/organism_portrait.html", page.context | words)


@require_http_methods(["GET", "HEAD", "POST"])
def portrait_comparison(request: UserRequest) -> HttpResponse:
    """Whether organisms see the others beside themselves, unnamed: the choice, and the ones before."""
    if not request.user.is_network:
        raise Http404
    if request.method == "POST":
        if not request.user.coordinates_network:
            raise PermissionDenied(NOT_YOURS)
        way = request.POST.get("montrer", "")
        if way not in DONE:
            messages.error(request, NO_WAY)
        else:
            changed = choose_comparison(is_shown=way == SHOWN, by=request.user)
            messages.success(request, DONE[way] if changed else "Rien n’a changé\u00a0: c’était déjà ainsi.")
        return redirect("network:portrait-comparison")
    context = {
        "is_shown": is_comparison_shown(),
        "choices": PortraitComparison.objects.select_related("by"),
        "may_change": request.user.coordinates_network,
    }
    return render(request, "network/organism_portrait/portrait_comparison.html", context)
