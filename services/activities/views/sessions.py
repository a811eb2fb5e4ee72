"""Several activities on one page: the sessions of a workshop, and a whole day again."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organisms.models import Organism, User
from organisms.user_request import UserRequest
from services.access import organism_for
from services.activities.entry.record_together import record_together
from services.activities.entry.same_records import SameRecordsForm
from services.activities.entry.session_forms import AgainForm, SessionsForm
from services.activities.entry.twins import twins_of
from services.activities.views.messages import add_remarks
from services.activities.views.outside import warn_outside
from services.models import Activity
from services.partners.names import find_or_create_partners
from services.partners.suggestions import names_to_choose
from services.text.sentences import not_charged_words, recorded_words, twin_words

MOST_OF_A_DAY = 60
KNOWN = "Ces fiches étaient déjà inscrites\xa0: rien n’a été ajouté."


@require_http_methods(["GET", "HEAD", "POST"])
def session_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    form = SessionsForm(request.POST or None, organism=organism)
    if request.method == "POST" and form.is_valid():
        _save_sessions(request, organism, form)
        return redirect("services:activity-list", organism.pk)
    context = {"organism": organism, "form": form, **names_to_choose(organism)}
    return render(request, "services/activities/entry/session_add.html", context)


@transaction.atomic
def _save_sessions(request, organism: Organism, form: SessionsForm) -> None:
    # Before the names: a merge waits for this organism too
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    partners = find_or_create_partners(organism, form.partner_names(), form.cleaned_data["activity_type"])
    facts = form.facts(partners)
    made, is_new = record_together(organism=organism, facts=facts, submit_key=form.key_of_sending(), by=request.user)
    _add_saved_message(request, organism, made, is_new, form)


@require_http_methods(["GET", "HEAD", "POST"])
def day_repeat(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = organism_for(request, organism_id, write=True)
    today = timezone.localdate()
    done_on = _day_in(request) or today - timedelta(days=1)
    sources = _recorded_by_user(request, organism, done_on)
    form = AgainForm(
        request.POST or None, organism=organism, sources=sources, initial={"day": today, "submit_key": uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        _save_day(request, organism, form)
        return redirect("services:activity-list", organism.pk)
    last = None if sources else _last_day(request, organism, today)
    context = {"organism": organism, "form": form, "done_on": done_on, "today": today, "last_day": last}
    return render(request, "services/activities/entry/day_repeat.html", context)


def _recorded_by_user(request, organism: Organism, day: date) -> list[Activity]:
    """What a person recorded as done on a day, of the types still offered; sixty at most."""
    rows = Activity.objects.visible_to(request.user).live().filter(organism=organism, created_by=request.user, day=day)
    rows = rows.filter(activity_type__archived=False).select_related("activity_type", "municipality")
    related = rows.prefetch_related("activity_type__recipe__indicator", "partners", "agreements")
    return list(related.order_by("pk")[:MOST_OF_A_DAY])


def _last_day(request, organism: Organism, today: date) -> date | None:
    rows = Activity.objects.visible_to(request.user).live().filter(organism=organism, created_by=request.user)
    return rows.filter(day__lt=today).order_by("-day").values_list("day", flat=True).first()


def _save_day(request, organism: Organism, form: AgainForm) -> None:
    day = form.cleaned_data["day"]
    key = form.key_of_sending()
    made, is_new = record_together(organism=organism, facts=form.facts(), submit_key=key, by=request.user)
    _add_saved_message(request, organism, made, is_new, form)
    if is_new:
        for words in form.double_claims():
            messages.warning(request, words)
    left_out = sorted({words for row in form.selected_rows for words in row.left_out})
    if left_out and is_new:
        messages.warning(request, not_charged_words(day, left_out))


def _add_saved_message(
    request, organism: Organism, made: Sequence[Activity], is_new: bool, form: SameRecordsForm
) -> None:
    if is_new:
        messages.success(request, recorded_words(len(made)))
        add_remarks(request, made)
        warn_outside(request, organism, made)
    # What was asked before saving is not said again after
    alike = len(twins_of(made, request.user)) if is_new and not form.same_records else 0
    if alike or not is_new:
        words = twin_words(alike) if is_new else KNOWN
        context = {"words": words, "list": _list_of(made, request.user)}
        messages.warning(request, render_to_string("services/activities/messages/several.html", context))


def _list_of(made: Sequence[Activity], user: User) -> str:
    """Return the address of the list that shows what a person recorded for the days of these records."""
    days = [row.day for row in made]
    query = urlencode({"du": min(days), "au": max(days), "par": user.pk})
    return f"{reverse('services:activity-list', args=[made[0].organism_id])}?{query}"


def _day_in(request) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None
