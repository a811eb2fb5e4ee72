"""What is done to many records at once, with its undo."""

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agreements.models import Agreement
from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.lists.address import PASSING
from services.access import organism_for
from services.activities.actions import (
    ChargeRefused,
    RestoreRefused,
    charge_activities,
    restore_activities,
    uncharge_activities,
    withdraw_activities,
)
from services.activities.filters import ActivityFilterForm
from services.activities.forms import BulkForm
from services.activities.outside_components import outside_agreements
from services.activities.rules import outside_words
from services.models import Activity
from services.text.sentences import asked_words, done_words, records

KEPT = "bulk"
NO_TICK = "Cochez au moins une fiche, ou choisissez toutes celles que la liste montre."
BAD_FILTER = "Un des filtres ne se lit pas. Corrigez-le avant de changer toutes les fiches de la liste."


@require_POST
def activity_bulk(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    form = BulkForm(request.POST, organism=organism)
    record_filter = ActivityFilterForm(request.GET, organism=organism)
    every = "every" in request.POST
    if refusal := _refusal(request, record_filter, every):
        messages.warning(request, refusal)
        return redirect(_list_address(request, organism))
    if not form.is_valid():
        return _page(request, organism, form, status=422)
    rows = record_filter.rows if every else form.cleaned_data["pk"]
    chosen = rows.count()
    if every and form.cleaned_data["seen"] != chosen:
        outside = _outside(rows, form.cleaned_data)
        return _page(request, organism, form, asked=chosen, outside=outside, days=_days_of(record_filter))
    try:
        changed = _do(form.cleaned_data, rows, request.user)
    except ChargeRefused as refused:
        form.add_error("agreement", ValidationError(str(refused), code=refused.code))
        return _page(request, organism, form, status=422, doubled=refused.number)
    _keep(request, organism, form.cleaned_data, changed, chosen)
    return redirect(reverse("services:activity-bulk-done", args=[organism.pk]))


def _refusal(request, record_filter: ActivityFilterForm, every: bool) -> str:
    if every:
        return BAD_FILTER if record_filter.errors else ""
    return "" if request.POST.getlist("pk") else NO_TICK


def _page(
    request,
    organism,
    form,
    *,
    asked: int | None = None,
    outside: int = 0,
    days: tuple[date | None, date | None] = (None, None),
    doubled: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organism": organism,
        "form": form,
        "outside": outside,
        "doubled": doubled,
        "outside_words": records(outside),
        "agreement": form.cleaned_data.get("agreement"),
        "query": request.GET.urlencode(),
        "back": _list_address(request, organism),
    }
    if asked is not None:
        context |= _asked(request, form.cleaned_data, asked, days)
    return render(request, "services/activities/activity_bulk.html", context, status=status)


def _days_of(record_filter: ActivityFilterForm) -> tuple[date | None, date | None]:
    """The days that the list is narrowed to, read as its boxes read them."""
    data = record_filter.cleaned_data
    return data.get("du"), data.get("au")


def _asked(request, data: dict, number: int, days: tuple[date | None, date | None]) -> dict:
    """What the page asks before every record of the list changes; `within`: the list without those out of term."""
    agreement = data["agreement"]
    context = {
        "asked": number,
        "asked_words": asked_words(data["act"], agreement.reference if agreement else "", data["reason"], number),
        "asked_number": records(number),
    }
    if agreement:
        inside = request.GET.copy()
        for name in PASSING:
            inside.pop(name, None)
        first, last = days
        inside["du"] = max(first or agreement.starts_on, agreement.starts_on).isoformat()
        inside["au"] = min(last or agreement.last_day, agreement.last_day).isoformat()
        context["within"] = inside.urlencode()
    return context


def _list_address(request, organism) -> str:
    address = reverse("services:activity-list", args=[organism.pk])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def _outside(rows: QuerySet, data: dict) -> int:
    """How many of these records the agreement cannot take."""
    agreement = data["agreement"]
    if data["act"] != "charge":
        return 0
    return rows.exclude(day__range=(agreement.starts_on, agreement.last_day)).count()


def _do(data: dict, rows: QuerySet, user) -> list[int]:
    if data["act"] == "withdraw":
        return withdraw_activities(activities=rows.only("pk"), reason=data["reason"], by=user)
    if data["act"] == "charge":
        accepted = data["anyway"] or 0
        return charge_activities(activities=rows.only("pk"), agreement=data["agreement"], by=user, accepted=accepted)
    return uncharge_activities(activities=rows.only("pk"), agreement=data["agreement"], by=user)


def _keep(request, organism, data: dict, changed: list[int], chosen: int) -> None:
    """Save the change in the session; the records changed together have one moment, by which the undo finds them."""
    rows = Activity.objects.visible_to(request.user).filter(organism=organism, pk__in=changed)
    moment = rows.order_by().values_list("changed_at", flat=True).first()
    agreement = data["agreement"]
    words = [done_words(data["act"], agreement.reference if agreement else "", len(changed), chosen)]
    if data["act"] == "charge":
        words += outside_words(row for row in outside_agreements(rows) if row.agreement == agreement.reference)
    request.session[KEPT] = {
        "organism": organism.pk,
        "act": data["act"],
        "agreement": agreement.pk if agreement else None,
        "words": " ".join(words),
        "at": moment.isoformat() if moment else "",
        "back": _list_address(request, organism),
    }


def _last_done(request, organism: Organism) -> dict | None:
    done = request.session.get(KEPT)
    return done if done and done["organism"] == organism.pk else None


@require_safe
def activity_bulk_done(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    done = _last_done(request, organism)
    if done is None:
        return redirect("services:activity-list", organism.pk)
    return render(request, "services/activities/activity_bulk_done.html", {"organism": organism, "done": done})


@require_POST
def activity_bulk_undo(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    done = _last_done(request, organism)
    if done is None or not done["at"]:
        messages.warning(request, "Il n’y a plus rien à annuler.")
        return redirect("services:activity-list", organism.pk)
    try:
        _undo(request, organism, done)
    except (ChargeRefused, RestoreRefused) as refused:
        messages.warning(request, f"{refused} Les fiches restent comme elles sont.")
        return redirect("services:activity-bulk-done", organism.pk)
    del request.session[KEPT]
    messages.success(request, "C’est annulé\xa0: les fiches sont comme avant.")
    return redirect(done["back"])


def _undo(request, organism: Organism, done: dict) -> None:
    """Undo the last change for the records that nobody changed since."""
    mine = Activity.objects.visible_to(request.user).filter(organism=organism, changed_by=request.user)
    rows = mine.filter(changed_at=datetime.fromisoformat(done["at"])).only("pk")
    if done["act"] == "withdraw":
        restore_activities(activities=rows, by=request.user)
        return
    agreement = Agreement.objects.visible_to(request.user).get(pk=done["agreement"])
    if done["act"] == "charge":
        uncharge_activities(activities=rows, agreement=agreement, by=request.user)
    else:  # what stood before may stand again: its double claims were accepted then
        charge_activities(activities=rows, agreement=agreement, by=request.user, accepted=rows.count())
