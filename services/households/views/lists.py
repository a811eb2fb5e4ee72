"""Households of one organism, page by page: the list and its export, the follow-ups due, and who opened which."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisms.models import Organism
from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.lists.paging import bounded_count
from services.households.forms import HouseholdFilterForm
from services.households.lists.columns import FOLLOW_UPS_DUE, HOUSEHOLDS, READINGS
from services.households.lists.figure_filter import figure_filter
from services.households.lists.listing import chosen, due_among, rows_of, with_state
from services.households.rows import with_steps
from services.households.views.access import member_organism, readings_organism
from services.models import Household, HouseholdReading

if TYPE_CHECKING:
    from services.households.lists.listing import HouseholdOfState

# The figure behind which households stand, and its days: no box of the list shows them
BEHIND = ("indicateur", "du", "au")


@require_safe
def household_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism, today = member_organism(request, organism_id), timezone.localdate()
    form, asked = _asked(request, organism)
    every, figure = _households(request, organism), figure_filter(request.GET)
    context = {"organism": organism, "figure": figure, "due": bounded_count(due_among(every, today))}
    return answer_list(
        request,
        HOUSEHOLDS,
        with_steps(chosen(every, asked, today)),
        "services/households/household_list.html",
        context,
        form=form,
        prepare=rows_of(organism, today),
        hidden=BEHIND if figure else (),
    )


@require_safe
def follow_up_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism, today = member_organism(request, organism_id), timezone.localdate()
    rows, prepare = with_steps(due_among(_households(request, organism), today)), rows_of(organism, today)
    template = "services/households/follow_up_list.html"
    return answer_list(request, FOLLOW_UPS_DUE, rows, template, {"organism": organism}, prepare=prepare)


@require_safe
def reading_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism = readings_organism(request, organism_id)
    rows = HouseholdReading.objects.filter(organism=organism).select_related("household", "by")
    return answer_list(request, READINGS, rows, "services/households/reading_list.html", {"organism": organism})


def _households(request, organism: Organism) -> "QuerySet[HouseholdOfState]":
    return with_state(Household.objects.visible_to(request.user).of(organism.pk).unpurged(), organism.pk)


def _asked(request, organism: Organism) -> tuple[HouseholdFilterForm, dict]:
    """The form, and what it read; a word that it refuses narrows nothing."""
    form = HouseholdFilterForm(request.GET, organism=organism)
    asked = form.cleaned_data if form.is_valid() else {}
    figure = figure_filter(request.GET)
    return form, asked | ({"behind": figure.behind(organism.pk)} if figure else {})
