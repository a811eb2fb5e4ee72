"""The register of incidents: its list, an incident, its steps, its notices."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from privacy.incidents.actions import IncidentRefused, declare_incident, save_step
from privacy.incidents.forms import DeclareForm, StepForm
from privacy.incidents.listing import EVERY_COLUMN, INCIDENTS, TEXT_COLUMNS, owner_of, when_words
from privacy.incidents.notices import TITLES, notice
from privacy.incidents.steps import STEPS, missing
from privacy.models import Incident
from privacy.models.incident import YEARS
from privacy.permissions import keeps_incidents
from privacy.readings.actions import note_incident_read, note_register_read
from reporting.access import allow
from roriq_portal.edits.marked_forms import under_lock
from roriq_portal.edits.unchanged import saved_words
from roriq_portal.lists.page import ListPage

NOT_YOURS = "Le registre des incidents est tenu par la coordination et la direction de l’organisme, et par le réseau."


@require_safe
def incident_list(request: UserRequest) -> HttpResponseBase:
    allow(keeps_incidents(request.user), NOT_YOURS)
    rows = Incident.objects.visible_to(request.user).select_related("organism")

    def noted(shown: ListPage) -> dict[str, str]:
        if shown.sources and TEXT_COLUMNS.intersection(column.key for column in shown.columns):
            note_register_read(by=request.user)
        return {"every_column": EVERY_COLUMN}

    answer = answer_list(request, INCIDENTS, rows, "privacy/incidents/incident_list.html", {"years": YEARS}, add=noted)
    if answer.has_header("Content-Disposition"):
        note_register_read(by=request.user)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def incident_add(request: UserRequest) -> HttpResponse:
    allow(keeps_incidents(request.user), NOT_YOURS)
    form = DeclareForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["submit_key"] or form.initial["submit_key"]
        given = {"organism": form.cleaned_data["organism"], "values": form.values(), "submit_key": key}
        try:
            incident = declare_incident(**given, by=request.user)
        except IncidentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Incident inscrit au registre sous le numéro {incident.number_words}.")
            return redirect("privacy:incident-detail", incident.pk)
    return render(request, "privacy/incidents/incident_form.html", {"form": form, "step": form.step})


@require_safe
def incident_detail(request: UserRequest, incident_id: int) -> HttpResponse:
    incident = _incident(request, incident_id)
    note_incident_read(incident=incident, by=request.user)
    lacking = missing(incident)
    context = {
        "incident": incident,
        "owner": owner_of(incident),
        "when": when_words(incident),
        "steps": [(step, lacking[step.key]) for step in STEPS.values()],
        "notices": TITLES.items() if incident.is_serious else (),
    }
    return render(request, "privacy/incidents/incident_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def incident_edit(request: UserRequest, incident_id: int, step: str) -> HttpResponse:
    allow(keeps_incidents(request.user), NOT_YOURS)
    rows = under_lock(request, Incident.objects.visible_to(request.user))
    incident = get_object_or_404(rows, pk=incident_id)
    if step not in STEPS:
        raise Http404
    form, seen = StepForm(request.POST or None, step=STEPS[step], instance=incident), incident.revision
    if request.method == "POST" and form.is_valid():
        saved = save_step(incident=incident, values=form.values(), by=request.user)
        words = f"«\u00a0{form.step.words}\u00a0» est enregistré."
        messages.success(request, saved_words(words, seen=seen, revision=saved.revision))
        return redirect("privacy:incident-detail", incident.pk)
    if request.method != "POST":
        note_incident_read(incident=incident, by=request.user)
    context = {"form": form, "step": form.step, "incident": incident, "differences": form.differences}
    return render(request, "privacy/incidents/incident_form.html", context)


@require_safe
def incident_notice(request: UserRequest, incident_id: int, kind: str) -> HttpResponse:
    incident = _incident(request, incident_id)
    if kind not in TITLES:
        raise Http404
    note_incident_read(incident=incident, by=request.user)
    context = {"incident": incident, "notice": notice(incident, kind), "kind": kind}
    return render(request, "privacy/incidents/incident_notice.html", context)


def _incident(request: UserRequest, incident_id: int) -> Incident:
    allow(keeps_incidents(request.user), NOT_YOURS)
    rows = Incident.objects.visible_to(request.user).select_related("organism", "declared_by", "changed_by")
    return get_object_or_404(rows, pk=incident_id)
