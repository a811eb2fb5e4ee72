"""The calendar on a page, and the private feed of a person."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from organisms.saved_filters.answers import answer_list
from organisms.user_request import UserRequest
from reporting.deadlines.calendar.feed import hash_token, make_feed, reader_of, render_feed, revoke_feed
from reporting.deadlines.calendar.listing import DUE
from reporting.deadlines.calendar.page import by_month, read_calendar
from reporting.deadlines.forms import CalendarFilterForm
from reporting.deadlines.obligations import narrowed
from reporting.models import CalendarFeed
from roriq_portal.lists.page import ListPage

FEED_SHOWN_ONCE = "calendar_feed_just_made"
DISCREET = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
YEARS = {str(year) for year in range(1990, 2103)}


def typed_year(request: UserRequest) -> int | None:
    typed = request.GET.get("an", "")
    return int(typed) if typed in YEARS else None


@require_safe
def calendar(request: UserRequest) -> HttpResponseBase:
    today = timezone.localdate()
    page = read_calendar(request.user, typed_year(request), today)
    form = CalendarFilterForm(request.GET or None, things=page.obligations, years=page.years)
    chosen = form.cleaned_data if form.is_valid() else {}
    obligations = narrowed(page.obligations, chosen)
    context = {"page": page, "late": sum(obligation.is_late for obligation in obligations)}
    template = "reporting/deadlines/calendar/calendar.html"
    return answer_list(request, DUE, obligations, template, context, form=form, add=_by_month)


def _by_month(shown: ListPage) -> dict[str, Any]:
    """By month until one chooses an order or columns: days say more than a table does."""
    return {"months": [] if shown.is_arranged else by_month(shown.sources)}


@require_safe
def calendar_feed(request: UserRequest) -> HttpResponse:
    # The address is shown once, right after it was made; afterwards nobody can read it, not even the portal
    token = request.session.pop(FEED_SHOWN_ONCE, "")
    feed = CalendarFeed.objects.filter(user=request.user, revoked_at__isnull=True).first()
    is_newest = bool(feed and token and feed.token_hash == hash_token(token))
    address = settings.SITE_URL + reverse("reporting:calendar-feed-read", args=[token]) if is_newest else ""
    return render(request, "reporting/deadlines/calendar/calendar_feed.html", {"feed": feed, "address": address})


@require_POST
def calendar_feed_make(request: UserRequest) -> HttpResponse:
    request.session[FEED_SHOWN_ONCE] = make_feed(user=request.user)
    return redirect("reporting:calendar-feed")


@require_POST
def calendar_feed_revoke(request: UserRequest) -> HttpResponse:
    revoke_feed(user=request.user)
    messages.success(request, "Adresse fermée\u00a0: elle ne donne plus rien.")
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
