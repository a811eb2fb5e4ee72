"""The calendar of what is due: by month on a page, one event for each thing in the private feed."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from hashlib import sha256
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from organisms.models import User
from reporting.deadlines.answer_days import answers_awaited
from reporting.deadlines.obligations import Span, obligations_ahead, obligations_between, span_of
from reporting.deadlines.standing import NOT_ASKED, Obligation
from reporting.models import CalendarFeed
from roriq_portal.fiscal_year import format_state_year, state_year_end, state_year_of, state_year_start
from roriq_portal.formats.days import format_month
from roriq_portal.formats.phrases import capital
from roriq_portal.logs import log_action

AHEAD = timedelta(days=183)
FEED_BEHIND, FEED_AHEAD = timedelta(days=180), timedelta(days=730)


@dataclass(frozen=True)
class Month:
    title: str
    things: list[Obligation]


@dataclass(frozen=True)
class CalendarPage:
    """What the calendar holds before its filters, from which day to which, and what is still owed after its last day.

    `year`: the State year asked, None for what is late and to come. `years`: those on offer, newest first.
    """

    obligations: list[Obligation]
    year: int | None
    first: date
    last: date
    years: list[int]
    later: int
    next_on: date | None

    @property
    def next_year(self) -> int | None:
        return state_year_of(self.next_on) if self.next_on else None

    @property
    def next_year_words(self) -> str:
        return format_state_year(self.next_year) if self.next_year else ""


def state_years(span: Span, today: date) -> list[int]:
    """Return the State years that have something due, newest first, this one and the next always."""
    this_year = state_year_of(today)
    newest = max(state_year_of(span.last or today), this_year + 1)
    return list(range(newest, min(state_year_of(span.first or today), this_year) - 1, -1))


def window(year: int | None, today: date) -> tuple[date, date]:
    """Return the days of a State year; without one, this month and six months more."""
    if year:
        return state_year_start(year), state_year_end(year)
    return today.replace(day=1), today + AHEAD


def read_calendar(user: User, year: int | None, today: date) -> CalendarPage:
    """Return a State year whole, or what is late and what comes; a year that has nothing due is not asked."""
    first, last = window(year, today)
    span = span_of(user, last)
    years = state_years(span, today)
    if year and year not in years:
        return read_calendar(user, None, today)
    obligations = obligations_between(user, first, last) if year else obligations_ahead(user, first, last)
    obligations = _by_day(obligations + answers_awaited(user, today, first, last))
    return CalendarPage(obligations, year, first, last, years, span.later, span.next_on)


def _by_day(obligations: list[Obligation]) -> list[Obligation]:
    return sorted(obligations, key=lambda owed: owed.due_on)


def by_month(things: list[Obligation]) -> list[Month]:
    """Return the obligations, sorted by day, under « Juin 2026 »."""
    months = groupby(things, key=lambda obligation: obligation.due_on.replace(day=1))
    return [Month(capital(format_month(first)), list(obligations)) for first, obligations in months]


@log_action
@transaction.atomic
def make_feed(*, user: User) -> str:
    """Return the token of a new private address: 256 bits of which only the hash is kept. The former one closes."""
    token = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    values = {"token_hash": hash_token(token), "made_at": timezone.now(), "revoked_at": None}
    CalendarFeed.objects.update_or_create(user=user, defaults=values)
    return token


def revoke_feed(*, user: User) -> None:
    """Close their private address; a second time changes nothing."""
    CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())


def hash_token(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def reader_of(token: str) -> User | None:
    """Return whose calendar a token opens; unknown, revoked and closed accounts look the same.

    The row is found by a hash that the asker cannot steer, then compared in constant time.
    """
    wanted = hash_token(token)
    feed = CalendarFeed.objects.filter(token_hash=wanted).select_related("user").first()
    if feed is None or feed.revoked_at is not None or not feed.user.is_active:
        return None
    return feed.user if hmac.compare_digest(feed.token_hash, wanted) else None


def render_feed(user: User, today: date) -> bytes:
    """Return iCalendar: one all-day event for each obligation one may know of, with no person's name in it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Portail RORIQ//Echeances//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Échéances – Portail RORIQ")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    has_one_organism = len({seat.organism_id for seat in user.live_memberships}) == 1 and not user.is_network
    days = (today - FEED_BEHIND, today + FEED_AHEAD)
    for thing in obligations_ahead(user, *days) + answers_awaited(user, today, *days):
        calendar.add_component(_event(thing, has_one_organism))
    return calendar.to_ical()


def _event(thing: Obligation, is_own: bool) -> Event:
    """The number of a thing never changes; its sequence follows the days it was given. What is settled says so."""
    event = Event()
    changed = thing.changed_at.astimezone(UTC).replace(microsecond=0)
    name = thing.title if thing.is_open else f"{thing.words}\u00a0: {thing.title}"
    said = [name, thing.for_words if thing.reference else "", "" if is_own else thing.organism.name]
    event.add("uid", f"{thing.key}@portail-roriq")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", thing.revision)
    event.add("summary", ", ".join(words for words in said if words))
    event.add("dtstart", thing.due_on)
    event.add("dtend", thing.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if thing.standing == NOT_ASKED else "CONFIRMED")
    if thing.former:
        event.add("description", "\n".join(thing.former))
    if thing.url:
        event.add("url", f"{settings.SITE_URL}{thing.url}")
    return event
