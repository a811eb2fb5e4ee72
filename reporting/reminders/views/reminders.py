"""Reminders, for the network: the days and words of each funder, and what went out."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Funder
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.access import allow
from reporting.models import ReminderSent
from reporting.reminders.forms import RuleForm
from reporting.reminders.listing import REMINDERS, ReminderFilterForm
from reporting.reminders.rule_editing import example_letters, restore_rule, rules_listed, save_rule
from reporting.reminders.sending import organisms_without_people, rule_of
from reporting.workflow.posted_steps import attempt
from reporting.works.heartbeat import heartbeat

NOT_NETWORK = "Les rappels se règlent à la coordination du réseau."


def _breadcrumb(*last: str) -> list[tuple[str, str]]:
    if not last:
        return [("À faire", reverse("home")), ("Rappels", "")]
    home = ("Rappels", reverse("reporting:reminder-rules"))
    return [("À faire", reverse("home")), home, *((words, "") for words in last)]


@require_safe
def reminder_rules(request: UserRequest) -> HttpResponse:
    allow(request.user.is_network, NOT_NETWORK)
    context = {
        "rules": rules_listed(),
        "heartbeat": heartbeat(timezone.now()),
        "without_people": organisms_without_people(timezone.localdate()),
        "may_write": request.user.coordinates_network,
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "reporting/reminders/reminder_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_rule(request: UserRequest, funder_id: int = 0) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    funder = get_object_or_404(Funder, pk=funder_id) if funder_id else None
    rule = rule_of(funder)
    form = RuleForm(request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid() and "save" in request.POST:
        act = partial(save_rule, funder=funder, by=request.user, **form.cleaned_data)
        if attempt(act, partial(form.add_error, None)):
            messages.success(request, f"{rule}\u00a0: les prochains rappels suivront ces jours et ces mots.")
            return redirect("reporting:reminder-rules")
    typed = form.cleaned_data if form.is_bound and form.is_valid() else {}
    letters = example_letters(funder, typed, timezone.localdate())
    context = {"rule": rule, "funder": funder, "form": form, "letters": letters, "breadcrumb": _breadcrumb(str(rule))}
    return render(request, "reporting/reminders/reminder_rule.html", context)


@require_POST
def reminder_rule_restore(request: UserRequest, funder_id: int = 0) -> HttpResponse:
    allow(request.user.coordinates_network, NOT_NETWORK)
    funder = get_object_or_404(Funder, pk=funder_id) if funder_id else None
    restore_rule(funder=funder, by=request.user)
    messages.success(request, "Les jours et les mots habituels sont revenus.")
    return redirect("reporting:reminder-rules")


@require_safe
def reminder_log(request: UserRequest) -> HttpResponseBase:
    allow(request.user.is_network, NOT_NETWORK)
    form = ReminderFilterForm(request.GET)
    rows = form.narrowed(ReminderSent.objects.select_related("person", "organism", "asked_by").with_outcome())
    context = {"breadcrumb": _breadcrumb("Ce qui est parti")}
    return answer_list(request, REMINDERS, rows, "reporting/reminders/reminder_log.html", context, form=form)
