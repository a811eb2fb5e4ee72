"""The private feed of a person's calendar: one event for each thing due, read by an agenda without login."""

import base64
import hmac
import secrets
from datetime import UTC, date, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from organisms.models import User
from reporting.deadlines.answer_days import answers_awaited
from reporting.deadlines.obligations import obligations_ahead
from reporting.deadlines.standing import NOT_ASKED, Obligation
from reporting.models import CalendarFeed
from roriq_portal.logs import log_action

FEED_BEHIND, FEED_AHEAD = timedelta(days=180), timedelta(days=730)


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
