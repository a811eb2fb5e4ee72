"""The calendar on a page, and the private feed of a person with the pace of its reminders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reporting.deadlines.calendar import (
    by_month,
    calendar_of,
    hash_token,
    make_feed,
    reader_of,
    render_feed,
    revoke_feed,
)
from reporting.deadlines.due_items import first_due, narrowed
from reporting.deadlines.forms import CalendarFilterForm, PaceForm
from reporting.models import CalendarFeed, ReminderChoice
from roriq_portal.fiscal_year import state_year_of

FEED_SHOWN_ONCE = "calendar_feed_just_made"
DISCREET = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
FIRST_YEAR = 1990


def state_years(request: HttpRequest) -> list[int]:
    """Return the State years that have something of theirs, newest first, this one and the next always."""
    this_year = state_year_of(timezone.localdate())
    first = first_due(request.user)
    return list(range(this_year + 1, min(state_year_of(first) if first else this_year, this_year) - 1, -1))


def year_asked(request: HttpRequest, years: list[int]) -> int | None:
    typed = request.GET.get("an", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 and int(typed) in years else None


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    years, today = state_years(request), timezone.localdate()
    things = calendar_of(request.user, year_asked(request, years), today)
    form = CalendarFilterForm(request.GET or None, things=things, years=years)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = narrowed(things, chosen)
    context = {
        "form": form,
        "months": by_month(found),
        "count": len(found),
        "late": sum(one.is_late for one in found),
        "is_filtered": any(chosen.values()),
        "today": today,
    }
    return render(request, "reporting/deadlines/calendar.html", context)


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    return _feed_page(request, None)


def _feed_page(request: HttpRequest, refused: PaceForm | None) -> HttpResponse:
    """The address is shown once, right after it was made; afterwards nobody can read it, not even the house."""
    token = request.session.pop(FEED_SHOWN_ONCE, "") if request.method == "GET" else ""
    feed = CalendarFeed.objects.filter(user=request.user, revoked_at__isnull=True).first()
    choice = ReminderChoice.objects.filter(user=request.user).first()
    is_newest = bool(feed and token and feed.token_hash == hash_token(token))
    address = request.build_absolute_uri(reverse("reporting:calendar-feed-read", args=[token])) if is_newest else ""
    pace = choice.pace if choice else ReminderChoice.Pace.EACH
    context = {"feed": feed, "address": address, "form": refused or PaceForm(initial={"pace": pace})}
    return render(request, "reporting/deadlines/calendar_feed.html", context)


@require_POST
def calendar_feed_make(request: HttpRequest) -> HttpResponse:
    request.session[FEED_SHOWN_ONCE] = make_feed(user=request.user)
    return redirect("reporting:calendar-feed")


@require_POST
def calendar_feed_revoke(request: HttpRequest) -> HttpResponse:
    revoke_feed(user=request.user)
    messages.success(request, "Adresse fermée\u00a0: elle ne donne plus rien.")
    return redirect("reporting:calendar-feed")


@require_POST
def reminder_pace(request: HttpRequest) -> HttpResponse:
    form = PaceForm(request.POST)
    if not form.is_valid():
        return _feed_page(request, form)
    form.save(request.user)
    messages.success(request, "C’est noté. Vos prochains rappels viendront ainsi.")
    return redirect("reporting:calendar-feed")


@require_safe
@login_not_required
def calendar_feed_read(request: HttpRequest, token: str) -> HttpResponse:
    reader = reader_of(token)
    if reader is None:
        raise Http404
    response = HttpResponse(render_feed(reader, timezone.localdate()), content_type="text/calendar; charset=utf-8")
    for name, value in DISCREET.items():
        response.headers[name] = value
    return response
