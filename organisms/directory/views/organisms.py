"""The directory of organisms and the card of each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from organisms.directory.editing import card_of_now, card_print, change_card
from organisms.directory.filters import DirectoryFilter
from organisms.directory.forms import NameForm, OrganismForm
from organisms.directory.governance import DateRefused, rename_organism
from organisms.directory.listing import ORGANISMS
from organisms.directory.profile import card_of
from organisms.models import Organism
from organisms.permissions import can_edit_organism
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision


def _organism(request: UserRequest, organism_id: int) -> Organism:
    rows = Organism.objects.visible_to(request.user).with_standing(timezone.localdate())
    return get_object_or_404(rows.select_related("region", "municipality"), pk=organism_id)


def _chosen(request: UserRequest) -> DirectoryFilter:
    rows = Organism.objects.visible_to(request.user).with_standing(timezone.localdate())
    return DirectoryFilter(request.GET, queryset=rows.select_related("region"))


@require_safe
def organism_list(request: UserRequest) -> HttpResponseBase:
    chosen = _chosen(request)
    context = {"can_add": request.user.coordinates_network}
    template = "organisms/directory/organism_list.html"
    return answer_list(request, ORGANISMS, chosen.qs, template, context, form=chosen.form)


@require_safe
def organism_detail(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    context = {
        "organism": organism,
        "card": card_of(organism),
        "can_edit": can_edit_organism(request.user, organism),
        "can_rename": request.user.coordinates_network,
        "reads_inside": bool(request.user.role_at(organism.pk)) or organism.pk in request.user.audited_organism_ids,
        "can_read_team": request.user.is_network or bool(request.user.role_at(organism.pk)),
    }
    return render(request, "organisms/directory/organism_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organism_edit(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    if not can_edit_organism(request.user, organism):
        raise PermissionDenied("Cette fiche est tenue par la coordination ou la direction de l’organisme.")
    seen = card_print(card_of_now(organism))
    form = OrganismForm(request.POST or None, instance=organism, initial={"seen": seen})
    context: dict[str, object] = {"organism": organism, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            change_card(organism=organism, values=form.cleaned_data, seen=form.cleaned_data["seen"], by=request.user)
        except StaleRevision as stale:
            context["differences"] = form.compare_with(stale.current)
        else:
            messages.success(request, "Fiche enregistrée.")
            return redirect("organisms:organism-detail", organism.pk)
    return render(request, "organisms/directory/organism_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organism_rename(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    if not request.user.coordinates_network:
        raise PermissionDenied("Un changement de nom passe par la coordination du réseau.")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rename_organism(organism=organism, **form.cleaned_data)
        except DateRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Nouveau nom : {form.cleaned_data['name']}.")
            return redirect("organisms:organism-detail", organism.pk)
    return render(request, "organisms/directory/organism_rename.html", {"organism": organism, "form": form})
