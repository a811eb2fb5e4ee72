"""One household as its side reads it, and what happened to it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.user_request import UserRequest
from services.households.actions import (
    cancel_step,
    enter_household,
    note_reading,
    record_service,
    record_step,
    timeline_of,
)
from services.households.forms import CancelForm, HouseholdForm, ServiceForm, StepForm
from services.households.lifecycle import STATES, Step, StepRefused
from services.households.rows import ACTS, acts_for, events_of, household_rows
from services.households.views.access import household_for, member_organism
from services.models import Household, HouseholdStep


@require_http_methods(["GET", "HEAD", "POST"])
def household_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = member_organism(request, organism_id)
    initial = {"joint_target": request.GET.get("cible", "")[:18]}
    form = HouseholdForm(request.POST or None, organism=organism, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["submit_key"]
            household = enter_household(organism=organism, new=form.new(), submit_key=key, by=request.user)
        except StepRefused as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, f"Ménage inscrit sous la clé {household.key}. Notez-la dans votre dossier.")
            return redirect("services:household-detail", organism.pk, household.key)
    return render(request, "services/households/household_form.html", {"organism": organism, "form": form})


@require_safe
def household_detail(request: UserRequest, organism_id: int, key: str) -> HttpResponse:
    organism = member_organism(request, organism_id)
    household = household_for(request, organism, key)
    note_reading(household=household, organism_id=organism.pk, by=request.user)
    return _page(request, organism, household)


@require_POST
def household_step(request: UserRequest, organism_id: int, key: str, kind: str) -> HttpResponse:
    organism = member_organism(request, organism_id)
    household = household_for(request, organism, key)
    if kind not in ACTS:
        raise Http404
    form = StepForm(request.POST, kind=kind)
    if form.is_valid():
        data = form.cleaned_data
        step = Step(kind, household.side_of(organism.pk), data["day"], data.get("months"), data.get("result", ""))
        words = {name: data.get(name, "") for name in ("reason", "note")}
        try:
            record_step(household=household, organism=organism, step=step, by=request.user, **words)
        except StepRefused as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, "Étape inscrite.")
            return redirect("services:household-detail", organism.pk, key)
    return _page(request, organism, household, bound=form)


@require_http_methods(["GET", "HEAD", "POST"])
def household_cancel(request: UserRequest, organism_id: int, key: str, step_id: int) -> HttpResponse:
    organism = member_organism(request, organism_id)
    household = household_for(request, organism, key)
    mine = HouseholdStep.objects.filter(household=household, side=household.side_of(organism.pk))
    step = get_object_or_404(mine.exclude(kind="cancelled"), pk=step_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_step(step=step, organism=organism, reason=form.cleaned_data["reason"], by=request.user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Étape annulée\u00a0: elle reste lisible, avec sa raison.")
            return redirect("services:household-detail", organism.pk, key)
    context = {"organism": organism, "household": household, "step": step, "form": form}
    return render(request, "services/households/household_cancel.html", context)


@require_POST
def household_serve(request: UserRequest, organism_id: int, key: str) -> HttpResponse:
    organism = member_organism(request, organism_id)
    household = household_for(request, organism, key)
    if household.receiver_id != organism.pk:
        raise Http404
    form = ServiceForm(request.POST)
    if form.is_valid():
        try:
            component, day = form.cleaned_data["component"], form.cleaned_data["service_day"]
            record_service(household=household, organism=organism, component=component, day=day, by=request.user)
        except StepRefused as refused:
            form.add_error("service_day", str(refused))
        else:
            messages.success(request, "Service inscrit.")
            return redirect("services:household-detail", organism.pk, key)
    return _page(request, organism, household, service=form)


def _page(request, organism, household: Household, *, bound: StepForm | None = None, service=None) -> HttpResponse:
    """The page of a household; a form that was refused keeps what was typed, open."""
    side, timeline, today = household.side_of(organism.pk), timeline_of(household), timezone.localdate()
    first, others = acts_for(timeline, side, today)
    due = next(iter(timeline.follow_ups()), None)
    forms = {kind: StepForm(kind=kind, months=due.months if due else None) for kind in [first, *others] if kind}
    if bound is not None:
        forms[str(bound.prefix)] = bound
    (row,) = household_rows(organism, [household], today)
    context = {
        "organism": organism,
        "household": household,
        "row": row,
        "state": STATES[row.state],
        "events": events_of(household, side),
        "next": (first, ACTS[first], forms[first]) if first else None,
        "others": [(kind, ACTS[kind], form) for kind, form in forms.items() if kind != first],
        "refused": bound if bound is not None else service,
        "bound": bound.prefix if bound is not None else "",
        **_received(household, side, service, bool(timeline.settled_on)),
    }
    return render(request, "services/households/household_detail.html", context)


def _received(household: Household, side: str, form: ServiceForm | None, is_settled: bool) -> dict:
    """What the receiver alone reads: the continuum as it was lived."""
    if side != "receiver":
        return {"is_receiver": False}
    blank = form or ServiceForm(initial={"service_day": timezone.localdate()})
    services = household.services.select_related("organism")
    return {"is_receiver": True, "services": services, "service_form": blank if is_settled else None}
