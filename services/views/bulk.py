"""What is done to many records at once, with its undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from services.actions import (
    ChargeRefused,
    charge_activities,
    restore_activities,
    uncharge_activities,
    withdraw_activities,
)
from services.forms import BulkForm
from services.models import Activity
from services.views.access import organism_for

DONE = {"charge": "Imputées", "uncharge": "Retirées de l’entente", "withdraw": "Retirées des comptes"}


@require_POST
def activity_bulk(request: HttpRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    form = BulkForm(request.POST, organism=organism)
    if not form.is_valid():
        return render(request, "services/activity_bulk.html", {"organism": organism, "form": form}, status=422)
    rows = list(form.cleaned_data["pk"])
    try:
        changed = _do(form.cleaned_data, rows, request.user)
    except ChargeRefused as refusal:
        form.add_error("agreement", str(refusal))
        return render(request, "services/activity_bulk.html", {"organism": organism, "form": form}, status=422)
    messages.success(request, f"{DONE[form.cleaned_data['act']]} : {len(changed)} fiche(s) sur {len(rows)}.")
    context = {"organism": organism, "form": form, "rows": changed, "done": True}
    return render(request, "services/activity_bulk.html", context)


@require_POST
def activity_bulk_undo(request: HttpRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    form = BulkForm(request.POST, organism=organism)
    if form.is_valid():
        data = form.cleaned_data
        rows = list(Activity.objects.visible_to(request.user).filter(pk__in=data["pk"]))
        opposite = {"charge": uncharge_activities, "uncharge": charge_activities}.get(data["act"])
        if opposite:
            opposite(activities=rows, agreement=data["agreement"], by=request.user)
        else:
            restore_activities(activities=rows, by=request.user)
        messages.success(request, "C’est annulé : les fiches sont comme avant.")
    return redirect("services:activity-list", organism.pk)


def _do(data, rows, user) -> list[int]:
    if data["act"] == "withdraw":
        return withdraw_activities(activities=rows, reason=data["reason"], by=user)
    act = charge_activities if data["act"] == "charge" else uncharge_activities
    return act(activities=rows, agreement=data["agreement"], by=user)
