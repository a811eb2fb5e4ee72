"""The common statement: read by all, written and published by the network, adopted by each organism."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.common_statement.actions import (
    adopt_statement,
    draft,
    publish_statement,
    take_back_adoption,
    write_statement,
)
from network.common_statement.adoption import standing_of
from network.common_statement.forms import AdoptForm, StatementForm
from network.models import Adoption, StatementVersion
from network.permissions import can_adopt
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.workflow.posted_steps import act_or_warn, attempt
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from roriq_portal.edits.undo import is_undoable, say_undoable
from services.access import organism_for
from services.forms.revisions import differences
from services.text.spelling import warnings_in

NETWORK_ONLY = "Seule la coordination du réseau écrit et publie l’énoncé commun."
NOT_YOURS = "La coordination ou la direction inscrit ce que le conseil a adopté."


@require_safe
def statement(request: UserRequest) -> HttpResponse:
    rows = StatementVersion.objects.visible_to(request.user)
    return _page(request, rows.current())


@require_safe
def statement_version(request: UserRequest, number: int) -> HttpResponse:
    rows = StatementVersion.objects.visible_to(request.user).published()
    return _page(request, get_object_or_404(rows, number=number))


def _page(request: UserRequest, version: StatementVersion | None) -> HttpResponse:
    user = request.user
    rows = StatementVersion.objects.visible_to(user)
    context = {
        "version": version,
        "current": rows.current(),
        "versions": list(rows.published()),
        "draft": draft() if user.is_network else None,
        "standing": standing_of(version) if version and user.is_network else None,
        "may_write": user.coordinates_network,
    }
    return render(request, "network/common_statement/statement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_write(request: UserRequest) -> HttpResponse:
    allow(request.user.coordinates_network, NETWORK_ONLY)
    begun = draft()
    form = StatementForm(request.POST or None, initial=_initial(begun or StatementVersion.objects.current(), begun))
    context: dict[str, object] = {"form": form, "draft": begun}
    if request.method == "POST" and form.is_valid():
        written = {name: form.cleaned_data[name].strip() for name in ("title", "text")}
        try:
            saved = write_statement(**written, seen=form.seen, by=request.user)
        except StaleRevision as stale:
            context["differences"] = differences(form, StatementForm(initial=_initial(stale.current, stale.current)))
            form.shows(stale.current.revision)
        else:
            words = f"Version {saved.number} enregistrée\u00a0; elle n’est pas publiée."
            seen = saved.revision if saved.published_at else form.seen
            messages.success(request, saved_words(words, seen=seen, revision=saved.revision))
            for warning in warnings_in("\n".join(written.values())):
                messages.warning(request, warning)
            return redirect("network:statement")
    return render(request, "network/common_statement/statement_write.html", context)


def _initial(source: StatementVersion | None, begun: StatementVersion | None) -> dict:
    if source is None:
        return {"revision": 0}
    return {"title": source.title, "text": source.text, "revision": begun.revision if begun else 0}


@require_POST
def statement_publish(request: UserRequest) -> HttpResponse:
    allow(request.user.coordinates_network, NETWORK_ONLY)
    seen = request.POST.get("key", "")
    act = partial(publish_statement, seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0, by=request.user)
    act_or_warn(request, act, "L’énoncé commun est publié\u00a0: les organismes peuvent l’adopter.")
    return redirect("network:statement")


@require_http_methods(["GET", "HEAD", "POST"])
def organism_statement(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    current = StatementVersion.objects.visible_to(request.user).current()
    may_adopt = can_adopt(request.user, organism)
    if request.method == "POST":
        allow(may_adopt, NOT_YOURS)
    initial = {"version": current.number if current else None}
    form = AdoptForm(request.POST or None, initial=initial, current=current)
    if request.method == "POST" and form.is_valid():
        version = get_object_or_404(StatementVersion.objects.published(), number=form.cleaned_data["version"])
        day = form.cleaned_data["board_on"]
        act = partial(adopt_statement, version=version, organism=organism, board_on=day, by=request.user)
        if attempt(act, partial(form.add_error, None)):
            address = reverse("network:adoption-take-back", args=[organism.pk])
            say_undoable(request, f"{organism.name} a adopté l’énoncé commun.", address)
            return redirect("network:organism-statement", organism.pk)
    context = {"organism": organism, "version": current, "form": form, "may_adopt": may_adopt}
    context |= _adoptions(organism.pk, current)
    return render(request, "network/common_statement/organism_statement.html", context)


def _adoptions(organism_id: int, current: StatementVersion | None) -> dict:
    """What the organism adopted: of the version in force, and of those before."""
    rows = list(Adoption.objects.filter(organism=organism_id).select_related("version", "adopted_by"))
    adopted = next((row for row in rows if current and row.version_id == current.pk), None)
    former = [row for row in rows if row is not adopted]
    return {"adoption": adopted, "former": former, "is_undoable": adopted and is_undoable(adopted.adopted_at)}


@require_POST
def adoption_take_back(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    allow(can_adopt(request.user, organism), NOT_YOURS)
    current = StatementVersion.objects.current()
    if current is None:
        raise Http404
    act = partial(take_back_adoption, version=current, organism=organism, by=request.user)
    act_or_warn(request, act, "L’adoption est annulée.")
    return redirect("network:organism-statement", organism.pk)
