"""The short page of entry: what, then when and how many."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisms.models import Organism
from organisms.user_request import UserRequest
from roriq_portal.formats.typed import read_digits
from services.access import organism_for
from services.activities.double_claims import chosen_together
from services.activities.entry.quick_form import QuickForm
from services.activities.entry.quick_sources import (
    Pattern,
    last_patterns,
    pattern_of,
    pattern_of_template,
    records_to_repeat,
)
from services.activities.entry.record_together import record_together
from services.activities.views.messages import add_remarks
from services.activities.views.outside import warn_outside
from services.forms.agreement_fields import agreements_of
from services.models import Activity, ActivityTemplate
from services.text.sentences import not_charged_words


@require_http_methods(["GET", "HEAD", "POST"])
def activity_quick(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    pattern = _chosen(request, organism)
    if pattern is None:
        return _choose(request, organism)
    form = QuickForm(request.POST or None, organism=organism, pattern=pattern)
    if request.method == "POST" and form.is_valid():
        return _save(request, organism, form)
    context = {"organism": organism, "form": form, "pattern": pattern}
    return render(request, "services/activities/entry/quick/quick_form.html", context)


def _choose(request, organism: Organism) -> HttpResponse:
    context = {
        "organism": organism,
        "last": last_patterns(organism, request.user),
        "templates": [pattern_of_template(row) for row in _templates(request, organism).filter(archived=False)],
        "again": read_digits(request.GET.get("apres")),
    }
    return render(request, "services/activities/entry/quick/quick_choose.html", context)


def _chosen(request, organism: Organism) -> Pattern | None:
    """The pattern that the address names; what was archived since the page was opened is still recorded."""
    record = read_digits(request.GET.get("copie"))
    source = records_to_repeat(organism, request.user).filter(pk=record).first() if record else None
    if source:
        return pattern_of(source)
    key = read_digits(request.GET.get("modele"))
    rows = _templates(request, organism)
    template = (rows if request.method == "POST" else rows.filter(archived=False)).filter(pk=key).first()
    return pattern_of_template(template) if template else None


def _templates(request, organism: Organism):
    rows = ActivityTemplate.objects.visible_to(request.user).filter(organism=organism, activity_type__archived=False)
    related = rows.select_related("activity_type", "municipality")
    return related.prefetch_related("activity_type__recipe__indicator", "agreements")


def _save(request, organism: Organism, form: QuickForm) -> HttpResponse:
    made, is_new = record_together(
        organism=organism, facts=[form.fact()], submit_key=form.key_of_sending(), by=request.user
    )
    [activity] = made
    context = {"activity": activity, "organism_id": organism.pk, "is_new": is_new}
    said = messages.success if is_new else messages.warning
    said(request, render_to_string("services/activities/messages/quick.html", context))
    if is_new:
        _warn(request, organism, activity, form)
    return redirect(f"{reverse('services:activity-quick', args=[organism.pk])}?apres={activity.pk}")


def _warn(request, organism: Organism, activity: Activity, form: QuickForm) -> None:
    add_remarks(request, [activity])
    warn_outside(request, organism, [activity])
    charged, left_out = form.charged
    if words := chosen_together(list(agreements_of(organism).filter(pk__in=charged))):
        messages.warning(request, words)
    if left_out:
        messages.warning(request, not_charged_words(activity.day, left_out))
