"""Limits on tries and letters: counted in a table of our own, under a lock, so that ten at once count as ten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organisms.models import Attempt

Kind = Attempt.Kind
# From the third wrong password of one account from one place: a wait, a longer one, then the place is closed
PAIR_WAITS = {3: timedelta(seconds=15), 4: timedelta(minutes=1)}
PAIR_MOST, PAIR_CLOSED = 5, timedelta(minutes=15)
# Guesses spread over many accounts, or over many places: where this account has entered before, it still may
ORIGIN_MOST, ORIGIN_WITHIN = 30, timedelta(minutes=15)
ACCOUNT_MOST, ACCOUNT_WITHIN = 30, timedelta(hours=1)
KNOWN_FOR = timedelta(days=30)
TRIES_KEPT = timedelta(days=1)
KEEP = {Kind.LOGIN: KNOWN_FOR, **dict.fromkeys(set(Kind) - {Kind.LOGIN}, TRIES_KEPT)}


@dataclass(frozen=True)
class Limit:
    """At most so many of a kind, for one subject, within a time."""

    kind: Attempt.Kind
    most: int
    within: timedelta


RESET_LETTERS = Limit(Kind.RESET_LETTER, 3, timedelta(hours=1))


class TooSoon(Exception):
    """A password is not looked at before this long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"{wait.total_seconds():.0f} s")
        self.wait = wait


class LimitReached(Exception):
    """No more of this kind today for this subject."""


def subject_of(word: str) -> str:
    """Return what stands for an address or a person in the counters; worth nothing without the secret key."""
    return salted_hmac("organisms.attempts", word.strip().lower(), algorithm="sha256").hexdigest()


def begin_password_try(*, email: str, origin: str) -> Attempt:
    """Count a try before the password is looked at, and return it; `end_password_try` takes a good one back.

    Refuses (TooSoon) a try that comes before its time, by account and place; where the account has not entered before,
    also by place and by account.
    """
    subject, now = subject_of(email), timezone.now()
    with transaction.atomic():
        _lock(f"subject {subject}", f"origin {origin}")
        wait = max(_waits(subject, origin, now), default=timedelta())
        if wait > timedelta():
            raise TooSoon(wait)
        return Attempt.objects.create(kind=Kind.PASSWORD, subject=subject, origin=origin, at=now)


def end_password_try(tried: Attempt) -> None:
    """The password was good: forget this account's tries from this place, and know the place from now on."""
    with transaction.atomic():
        same = Attempt.objects.filter(subject=tried.subject, origin=tried.origin)
        same.filter(kind__in=[Kind.PASSWORD, Kind.LOGIN]).delete()
        Attempt.objects.create(kind=Kind.LOGIN, subject=tried.subject, origin=tried.origin)


def forget_password_tries(email: str) -> None:
    """A link sent by mail has opened this account: its wrong passwords count no more, wherever they came from."""
    Attempt.objects.filter(kind=Kind.PASSWORD, subject=subject_of(email)).delete()


def count_or_refuse(limit: Limit, word: str) -> None:
    """Count one more for this subject. Refuses (LimitReached) beyond the limit, and counts nothing then."""
    subject, now = subject_of(word), timezone.now()
    with transaction.atomic():
        _lock(f"{limit.kind} {subject}")
        if left(limit, word) == 0:
            raise LimitReached
        Attempt.objects.create(kind=limit.kind, subject=subject, at=now)


def left(limit: Limit, word: str) -> int:
    """Return how many this subject may still have."""
    since = timezone.now() - limit.within
    used = Attempt.objects.filter(kind=limit.kind, subject=subject_of(word), at__gt=since).count()
    return max(0, limit.most - used)


def purge_attempts() -> int:
    """Delete what no limit looks at any more; return how many."""
    now = timezone.now()
    return sum(Attempt.objects.filter(kind=kind, at__lt=now - age).delete()[0] for kind, age in KEEP.items())


def pair_wait(tries: list[datetime], now: datetime) -> timedelta:
    """Return how long one account waits at one place after these wrong passwords, the latest last."""
    if len(tries) >= PAIR_MOST:
        return tries[-1] + PAIR_CLOSED - now
    return tries[-1] + PAIR_WAITS.get(len(tries), timedelta()) - now if tries else timedelta()


def many_wait(tries: list[datetime], most: int, within: timedelta, now: datetime) -> timedelta:
    """Return how long until fewer than `most` of these tries are younger than `within`."""
    return tries[-most] + within - now if len(tries) >= most else timedelta()


def _waits(subject: str, origin: str, now: datetime) -> Iterable[timedelta]:
    tries = Attempt.objects.filter(kind=Kind.PASSWORD).order_by("at", "pk")
    pair = tries.filter(subject=subject, origin=origin, at__gt=now - PAIR_CLOSED)
    yield pair_wait(list(pair.values_list("at", flat=True)), now)
    known = Attempt.objects.filter(kind=Kind.LOGIN, subject=subject, origin=origin, at__gt=now - KNOWN_FOR)
    if known.exists():
        return
    place = tries.filter(origin=origin, at__gt=now - ORIGIN_WITHIN)
    yield many_wait(list(place.values_list("at", flat=True)), ORIGIN_MOST, ORIGIN_WITHIN, now)
    account = tries.filter(subject=subject, at__gt=now - ACCOUNT_WITHIN)
    yield many_wait(list(account.values_list("at", flat=True)), ACCOUNT_MOST, ACCOUNT_WITHIN, now)


def _lock(*words: str) -> None:
    """Wait for whoever counts the same things, until the end of the transaction; in one order, so that none blocks."""
    numbers = sorted(int.from_bytes(sha256(word.encode()).digest()[:8], signed=True) for word in words)
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
