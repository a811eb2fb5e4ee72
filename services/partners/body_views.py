"""Concertation bodies: their list, their meetings, and their card."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from services.access import organism_for
from services.forms.revisions import differences
from services.models import ConcertationBody
from services.partners.bodies import bodies_of, is_silent, read_body
from services.partners.body_actions import save_body
from services.partners.body_forms import BodyForm
from services.permissions import can_write_records


@require_safe
def body_list(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    today = timezone.localdate()
    context = {
        "organism": organism,
        "rows": [(body, not body.archived and is_silent(body.last_day, today)) for body in bodies_of(organism)],
        "can_write": can_write_records(request.user, organism),
    }
    return render(request, "services/partners/body_list.html", context)


@require_safe
def body_detail(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    body = _body(request, organism, pk)
    context = {
        "organism": organism,
        "body": body,
        "reading": read_body(body, timezone.localdate()),
        "can_write": can_write_records(request.user, organism),
    }
    return render(request, "services/partners/body_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def body_add(request: UserRequest, organism_id: int) -> HttpResponse:
    return _write(request, organism_for(request, organism_id, write=True), None)


@require_http_methods(["GET", "HEAD", "POST"])
def body_edit(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    return _write(request, organism, _body(request, organism, pk))


def _body(request, organism: Organism, pk: int) -> ConcertationBody:
    rows = ConcertationBody.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(rows.select_related("region", "mrc"), pk=pk)


def _write(request, organism: Organism, body: ConcertationBody | None) -> HttpResponse:
    form = BodyForm(request.POST or None, organism=organism, body=body)
    context = {"organism": organism, "form": form, "body": body}
    if request.method == "POST" and form.is_valid():
        data = {"values": form.values(), "member_names": form.cleaned_data["members"]}
        try:
            saved = save_body(organism=organism, body=body, seen=form.seen, **data)
        except StaleRevision as stale:
            context["differences"] = differences(form, BodyForm(organism=organism, body=stale.current))
            form.shows(stale.current.revision)
        else:
            words = f"Instance «\xa0{saved.name}\xa0» enregistrée."
            messages.success(request, saved_words(words, seen=form.seen, revision=saved.revision))
            return redirect("services:body-detail", organism.pk, saved.pk)
    return render(request, "services/partners/body_form.html", context)
