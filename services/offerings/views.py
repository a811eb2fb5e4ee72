"""The offer of an organism: what it offers, where, since when, paid by what; switched on, moved, ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.models import Organism
from organisms.removals.views import say_removed
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.formats.days import format_day
from roriq_portal.formats.typed import read_digits
from services.models import Offering, Service
from services.offerings.actions import (
    OfferingInput,
    OfferRefused,
    change_offering,
    name_service,
    offer_services,
    remove_offering,
    terms_of,
)
from services.offerings.differences import offering_differences
from services.offerings.forms import OfferingEditForm, OfferingEndForm, OfferingForm, ServiceForm, initial_of
from services.offerings.organism_page import offer_of, offered_words
from services.permissions import leads

WRITE = "L’offre de services est tenue par la coordination et la direction de l’organisme."


def _organism(request: UserRequest, organism_id: int, *, write: bool = False) -> Organism:
    rows = Organism.objects.visible_to(request.user).select_related("region")
    organism = get_object_or_404(rows, pk=organism_id)
    if request.user.only_audits and organism.pk not in request.user.audited_organism_ids:
        raise Http404
    if write and not leads(request.user, organism):
        raise PermissionDenied(WRITE)
    return organism


def _offering(request: UserRequest, organism: Organism, pk: int) -> Offering:
    rows = Offering.objects.visible_to(request.user).filter(organism=organism)
    return get_object_or_404(rows.select_related("service", "region", "mrc", "organism"), pk=pk)


@require_safe
def offer_detail(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id)
    parts = offer_of(organism, request.user, timezone.localdate())
    reads_records = bool(request.user.role_at(organism.pk)) or organism.pk in request.user.audited_organism_ids
    context = {
        "organism": organism,
        "parts": parts,
        "can_write": leads(request.user, organism),
        "reads_records": reads_records,
        "today": timezone.localdate(),
    }
    return render(request, "services/offerings/offer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offering_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id, write=True)
    form = OfferingForm(request.POST or None, organism=organism, initial=_copied(request, organism))
    if request.method == "POST" and form.is_valid():
        try:
            made = offer_services(organism=organism, inputs=form.inputs(), by=request.user)
        except OfferRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, offered_words(made))
            return redirect("services:offer", organism.pk)
    return render(request, "services/offerings/offering_form.html", {"organism": organism, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def offering_edit(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = _organism(request, organism_id, write=True)
    offering = _offering(request, organism, pk)
    form = OfferingEditForm(request.POST or None, organism=organism, initial=initial_of(offering))
    context = {"organism": organism, "offering": offering, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            change_offering(
                offering=offering,
                terms=form.terms(),
                seen=form.seen() or OfferingInput(form.terms().first_day),
                by=request.user,
            )
        except OfferRefused as refused:
            form.add_error(refused.field, str(refused))
        except StaleRevision as stale:
            context["differences"] = offering_differences(form, terms_of(stale.current))
            typed = request.POST
            form.data = {**typed.dict(), **_seen_now(stale.current), "agreements": typed.getlist("agreements")}
        else:
            messages.success(request, "Offre enregistrée.")
            return redirect("services:offer", organism.pk)
    return render(request, "services/offerings/offering_edit.html", context)


def _seen_now(current: Offering) -> dict:
    """Set the seen terms to the current ones: sent again, the form replaces them knowingly."""
    return {
        name: "" if value is None else str(value)
        for name, value in initial_of(current).items()
        if name.startswith("seen_")
    }


@require_http_methods(["GET", "HEAD", "POST"])
def offering_end(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = _organism(request, organism_id, write=True)
    offering = _offering(request, organism, pk)
    terms = terms_of(offering)
    form = OfferingEndForm(request.POST or None, first_day=terms.first_day, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last_day"]
        ended = OfferingInput(terms.first_day, last, terms.agreement_ids, terms.note)
        try:
            change_offering(offering=offering, terms=ended, seen=terms, by=request.user)
        except OfferRefused as refused:
            form.add_error("last_day", str(refused))
        else:
            messages.success(request, f"« {offering.service} » : offert jusqu’au {format_day(last)}.")
            return redirect("services:offer", organism.pk)
    return render(
        request, "services/offerings/offering_end.html", {"organism": organism, "offering": offering, "form": form}
    )


@require_POST
def offering_remove(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = _organism(request, organism_id, write=True)
    offering = _offering(request, organism, pk)
    say_removed(request, remove_offering(offering=offering, by=request.user))
    return redirect("services:offer", organism.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def service_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = _organism(request, organism_id, write=True)
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service = name_service(organism=organism, by=request.user, **form.cleaned_data)
        except OfferRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"« {service} » est dans votre liste.")
            return redirect("services:offer", organism.pk)
    return render(request, "services/offerings/service_form.html", {"organism": organism, "form": form})


def _copied(request: UserRequest, organism: Organism) -> dict:
    """What « Offrir » and « Offrir aussi ailleurs » bring along; a foreign or odd id brings nothing but the region."""
    service, copied = (read_digits(request.GET.get(name)) or 0 for name in ("service", "copie"))
    source = Offering.objects.visible_to(request.user).filter(organism=organism, pk=copied).first()
    if source:
        terms = terms_of(source)
        return {
            "service": source.service_id,
            "first_day": timezone.localdate(),
            "agreements": list(terms.agreement_ids),
            "note": terms.note,
        }
    known = Service.objects.open_to(organism).filter(pk=service).exists()
    return {
        "service": service if known else None,
        "first_day": timezone.localdate(),
        "regions": [organism.region_id],
    }
