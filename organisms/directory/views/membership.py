"""How an organism enters the directory, and its standing at the network: the network's coordination decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organisms.directory.forms import EntryForm, StandingForm
from organisms.directory.governance import DateRefused, change_standing, create_organism
from organisms.directory.profile import standing_changed_words
from organisms.models import Organism
from organisms.user_request import UserRequest

NOT_YOURS = "L’adhésion des organismes est tenue par la coordination du réseau."


@require_http_methods(["GET", "HEAD", "POST"])
def organism_add(request: UserRequest) -> HttpResponse:
    if not request.user.has_any_seat:
        raise Http404
    if not request.user.coordinates_network:
        raise PermissionDenied(NOT_YOURS)
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organism = create_organism(by=request.user, **form.cleaned_data)
        except DateRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{organism} est au répertoire. Invitez maintenant sa direction.")
            return redirect("organisms:organism-detail", organism.pk)
    return render(request, "organisms/directory/organism_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def organism_standing(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = get_object_or_404(Organism.objects.visible_to(request.user), pk=organism_id)
    if not request.user.coordinates_network:
        raise PermissionDenied(NOT_YOURS)
    form = StandingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = change_standing(organism=organism, by=request.user, **form.cleaned_data)
        except DateRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, standing_changed_words(ended))
            return redirect("organisms:organism-detail", organism.pk)
    return render(request, "organisms/directory/organism_standing.html", {"organism": organism, "form": form})
