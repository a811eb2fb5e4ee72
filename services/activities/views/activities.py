"""The list of activities, one record, and its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.files.uploads import FileRefused
from roriq_portal.formats.typed import read_digits
from services.access import activity_for, organism_for
from services.activities.actions import (
    RestoreRefused,
    change_activity,
    record_activity,
    restore_activities,
    withdraw_activities,
)
from services.activities.double_claims import chosen_together
from services.activities.entry.activity_form import ActivityForm, initial_of
from services.activities.entry.prefill import Start, repeat_of, start_of
from services.activities.entry.twins import twins_of
from services.activities.evidence import add_evidence
from services.activities.filters import ActivityFilterForm
from services.activities.forms import BulkForm, EvidenceForm, WithdrawForm
from services.activities.history import history_of
from services.activities.list_total import figure_behind
from services.activities.listing import ACTIVITIES, rows_in_words, rows_listed
from services.activities.views.messages import add_remarks
from services.activities.views.outside import warn_outside
from services.counting.indicator_labels import with_words
from services.forms.agreement_fields import agreement_words, agreements_of
from services.forms.revisions import differences
from services.models import Activity, ActivityTemplate, ConcertationBody
from services.partners.suggestions import names_to_choose
from services.permissions import can_write_records, leads


@require_safe
def activity_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism = organism_for(request, organism_id)
    record_filter = ActivityFilterForm(request.GET, organism=organism)
    context = {
        "organism": organism,
        "figure": figure_behind(record_filter.rows, record_filter.cleaned_data.get("indicateur", "")),
        "can_write": can_write_records(request.user, organism),
        "can_lead": leads(request.user, organism),
        "templates": record_filter.templates,
        "bulk": BulkForm(organism=organism, agreements=record_filter.offered["entente"]),
    }
    rows, template = rows_listed(record_filter.rows, request.GET), "services/activities/activity_list.html"
    add = rows_in_words(organism)
    return answer_list(request, ACTIVITIES, rows, template, context, form=record_filter, add=add)


@require_safe
def activity_detail(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id)
    activity = activity_for(request, organism, pk)
    charged = list(agreements_of(organism).filter(charges__activity=activity))
    context = {
        "organism": organism,
        "activity": activity,
        "counts": with_words(activity.counts.all()).prefetch_related("breakdowns__category__dimension"),
        "agreements": [(agreement_words(each), each.is_strict) for each in charged],
        "double": chosen_together(charged),
        "partners": activity.partners.all(),
        "evidence": activity.evidence.select_related("added_by", "withdrawn_by"),
        "evidence_form": EvidenceForm(),
        "history": history_of(activity),
        "can_write": can_write_records(request.user, organism),
    }
    return render(request, "services/activities/activity_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    start = _start(request, organism)
    form = ActivityForm(request.POST or None, request.FILES or None, organism=organism, initial=start.initial)
    if request.method == "POST" and form.is_valid():
        key, names = form.key_of_sending(), form.partner_names()
        activity, is_new = record_activity(
            organism=organism, fact=form.fact(), partner_names=names, submit_key=key, by=request.user
        )
        if not is_new:
            return _already_saved(request, activity)
        _join_evidence(request, activity, form)
        asked = form.same_records  # said before saving: not again after
        twin = None if asked else twins_of([activity], request.user).get(activity.pk)
        return _saved(request, activity, "Activité inscrite", twin=twin)
    return _form_page(request, organism, form, title="Inscrire une activité", left_out=start.left_out)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    activity = activity_for(request, organism, pk)
    form = ActivityForm(request.POST or None, request.FILES or None, organism=organism, initial=initial_of(activity))
    if request.method == "POST" and form.is_valid():
        try:
            seen, names = form.cleaned_data["revision"] or 0, form.partner_names()
            changed = change_activity(
                activity=activity, fact=form.fact(), partner_names=names, seen_revision=seen, by=request.user
            )
            _join_evidence(request, changed, form)
            is_same = changed.revision == seen and not form.cleaned_data["evidence"]
            return _saved(request, changed, "Rien n’a changé" if is_same else "Fiche corrigée")
        except StaleRevision as stale:
            return _both_versions(request, organism, form, stale.current)
    title = "Compléter la fiche" if activity.is_incomplete else "Corriger la fiche"
    return _form_page(request, organism, form, title=title, activity=activity)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_withdraw(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    activity = activity_for(request, organism, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_activities(activities=[activity], reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Fiche retirée : elle ne compte plus. Vous pouvez la rétablir.")
        return redirect("services:activity-detail", organism.pk, activity.pk)
    return render(
        request,
        "services/activities/activity_withdraw.html",
        {"organism": organism, "activity": activity, "form": form},
    )


@require_POST
def activity_restore(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    activity = activity_for(request, organism, pk)
    try:
        restore_activities(activities=[activity], by=request.user)
    except RestoreRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Fiche rétablie : elle compte de nouveau.")
    return redirect("services:activity-detail", organism.pk, activity.pk)


def _already_saved(request, activity: Activity) -> HttpResponse:
    context = {"activity": activity, "organism_id": activity.organism_id}
    messages.warning(request, render_to_string("services/activities/messages/known.html", context))
    return redirect("services:activity-list", activity.organism_id)


def _saved(request, activity: Activity, words: str, *, twin: Activity | None = None) -> HttpResponse:
    context = {"activity": activity, "organism_id": activity.organism_id, "words": words}
    messages.success(request, render_to_string("services/activities/messages/saved.html", context))
    add_remarks(request, [activity])
    warn_outside(request, activity.organism, [activity])
    if twin:
        messages.warning(request, render_to_string("services/activities/messages/twin.html", context | {"twin": twin}))
    if "another" in request.POST:
        return redirect(reverse("services:activity-add", args=[activity.organism_id]) + f"?jour={activity.day}")
    return redirect("services:activity-list", activity.organism_id)


def _join_evidence(request, activity: Activity, form: ActivityForm) -> None:
    """Add the file sent with the record; a refused file leaves the record saved."""
    if form.cleaned_data["evidence"]:
        try:
            add_evidence(activity=activity, file=form.cleaned_data["evidence"], by=request.user)
        except FileRefused as refusal:
            messages.warning(request, str(refusal))


def _start(request, organism) -> Start:
    """A record repeated, a template, a body that meets, or the day just recorded; an unknown id starts from nothing."""
    today = timezone.localdate()
    source = _asked(request, "copie", Activity.objects.visible_to(request.user).filter(organism=organism))
    if source:
        return repeat_of(source, day=today, with_numbers="nombres" in request.GET)
    templates = ActivityTemplate.objects.visible_to(request.user).filter(organism=organism, archived=False)
    template = _asked(request, "modele", templates)
    if template:
        return start_of(template, day=today)
    bodies = ConcertationBody.objects.visible_to(request.user).filter(organism=organism, archived=False)
    body = _asked(request, "instance", bodies)
    return Start({"day": request.GET.get("jour", "")[:10], "body": body.pk if body else None})


def _asked(request, name: str, rows):
    """Return the row whose id is in the address under this name, or None."""
    key = read_digits(request.GET.get(name))
    return rows.filter(pk=key).first() if key is not None else None


def _form_page(request, organism, form, *, title, activity=None, left_out=()) -> HttpResponse:
    context = {
        "organism": organism,
        "form": form,
        "title": title,
        "activity": activity,
        "left_out": left_out,
        **names_to_choose(organism),
    }
    return render(request, "services/activities/entry/activity_form.html", context)


def _both_versions(request, organism, form, current: Activity) -> HttpResponse:
    theirs = ActivityForm(organism=organism, initial=initial_of(current))
    context = {"organism": organism, "form": form, "current": current, "pairs": differences(form, theirs)}
    return render(request, "services/activities/entry/activity_conflict.html", context, status=409)
