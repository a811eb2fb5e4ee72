"""Positions of an organism, and what the network counts of them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from roriq_portal.database.replica import from_replica
from roriq_portal.edits.marked_forms import set_typed
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.edits.unchanged import saved_words
from roriq_portal.files.spreadsheets import TYPES, table_response
from roriq_portal.fiscal_year import format_state_year, state_year_of, state_year_start
from roriq_portal.lists.page import ListPage
from services.access import led_by, organism_for
from services.models import Position
from services.permissions import leads
from services.positions.actions import change_position, open_position
from services.positions.forms import PositionFilterForm, PositionForm
from services.positions.listing import POSITIONS, narrowed, positions_seen
from services.positions.queries import follows_of, network_positions, posts_of
from services.positions.tables import (
    network_table,
    network_words,
    position_differences,
    reasons_in_words,
    turnover_percent,
)
from services.positions.turnover import losses, staffing, until_today

OLDEST = 2005


def _year(request: UserRequest) -> int:
    """The State year asked for, this one when it does not read."""
    here, asked = state_year_of(timezone.localdate()), request.GET.get("annee", "")
    years = {str(year): year for year in range(OLDEST, here + 1)}
    return years.get(asked, here)


def _choices() -> list[tuple[int, str]]:
    here = state_year_of(timezone.localdate())
    return [(year, format_state_year(year)) for year in range(here, here - 6, -1)]


def _period(year: int) -> tuple[date, date]:
    return state_year_start(year), state_year_start(year + 1)


@require_safe
def position_list(request: UserRequest, organism_id: int) -> HttpResponseBase:
    organism, year, today = organism_for(request, organism_id), _year(request), timezone.localdate()
    first, end = _period(year)
    can_write, form = leads(request.user, organism), PositionFilterForm(request.GET)
    form.is_valid()
    rows, posts = positions_seen(request.user, organism, today, may_change=can_write), posts_of(organism.pk)
    counted = staffing(posts, first, until_today(end, today))
    context = {
        "organism": organism,
        "year": year,
        "year_words": format_state_year(year),
        "years": _choices(),
        "staffing": counted,
        "turnover": turnover_percent(counted),
        "reasons": reasons_in_words(counted),
        "losses": losses(posts, follows_of(organism.pk), first, end, today),
        "is_begun": bool(rows),
        "can_write": can_write,
    }
    narrow = narrowed(rows, form.cleaned_data.get("etat", ""), form.cleaned_data.get("volet", ""))
    template, hidden = "services/positions/position_list.html", ("annee",)
    return answer_list(request, POSITIONS, narrow, template, context, form=form, hidden=hidden, add=_beside_the_year)


def _beside_the_year(shown: ListPage) -> dict[str, Any]:
    """What choosing another year leaves of the list."""
    return {"beside_the_year": shown.asked.besides("annee")}


@require_http_methods(["GET", "HEAD", "POST"])
def position_add(request: UserRequest, organism_id: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    form = PositionForm(request.POST or None, organism=organism)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["submit_key"] or form.initial["submit_key"]
        position = open_position(organism=organism, fact=form.fact(), submit_key=key, by=request.user)
        messages.success(request, f"Poste inscrit\u00a0: {position.title}.")
        return redirect("services:position-list", organism.pk)
    return render(
        request, "services/positions/position_form.html", {"organism": organism, "form": form, "position": None}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def position_edit(request: UserRequest, organism_id: int, pk: int) -> HttpResponse:
    organism = led_by(request, organism_id)
    position = get_object_or_404(Position.objects.visible_to(request.user).filter(organism=organism), pk=pk)
    form = PositionForm(request.POST or None, organism=organism, initial=PositionForm.initial_of(position))
    context = {"organism": organism, "form": form, "position": position}
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["revision"] or 0
            saved = change_position(position=position, fact=form.fact(), seen=seen)
        except StaleRevision as stale:
            context |= {"differences": position_differences(form.fact(), stale.current)}
            set_typed(form, "revision", str(stale.current.revision))
        else:
            words = f"Poste enregistré\u00a0: {saved.title}."
            messages.success(request, saved_words(words, seen=seen, revision=saved.revision))
            return redirect("services:position-list", organism.pk)
    return render(request, "services/positions/position_form.html", context)


@require_safe
def position_network(request: UserRequest) -> HttpResponse:
    if not request.user.is_network:
        raise Http404
    year = _year(request)
    lines, whole = network_positions(*_period(year))
    context = {
        "lines": lines,
        "summary": network_words(whole),
        "year": year,
        "year_words": format_state_year(year),
        "years": _choices(),
    }
    context |= {"shown": [(line, turnover_percent(line.staffing)) for line in lines]}
    return render(request, "services/positions/position_network.html", context)


@require_safe
@from_replica
def position_network_export(request: UserRequest, kind: str) -> HttpResponse:
    if not request.user.is_network or kind not in TYPES:
        raise Http404
    year = _year(request)
    lines, _ = network_positions(*_period(year))
    return table_response(kind, f"postes-{format_state_year(year)}", network_table(lines))
