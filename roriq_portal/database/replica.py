"""Exports and results read from a copy of the database, never older than the request that reads it (decision 58)."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

REPLICA = "replica"
# How long a request waits for the copy to hold what was written before it, and how often it looks
PATIENCE, LOOK_AGAIN = 0.5, 0.02
# Seconds during which nobody asks a copy that was just seen to be away or late
REST = 10.0
WRITTEN = "SELECT pg_current_wal_flush_lsn()"
# A server that copies nothing is the database itself
HOLDS = "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn"
READ_THERE = "reads_replica"
# By these names an address asks a list or a page as a file
FILES = {"fichier", "sortie"}
# Not sessions, nor the cache that counts wrong passwords
OURS = ("organisms", "agreements", "services", "reporting", "network")
log = logging.getLogger(__name__)
_is_read: ContextVar[bool] = ContextVar("replica_is_read", default=False)
_rests_until = 0.0


def from_replica(view: Callable) -> Callable:
    """Mark a view that only reads, and much: its rows come from the copy while there is one that is up to date."""
    setattr(view, READ_THERE, True)
    return view


def is_read() -> bool:
    """Return whether this request reads from the copy."""
    return _is_read.get()


def reading_cursor() -> CursorWrapper:
    """Return a cursor for a statement that only reads, where the rows of this request are read."""
    return connections[REPLICA if is_read() else DEFAULT_DB_ALIAS].cursor()


def leave_alone() -> None:
    """Read from the database itself, here and for the seconds that follow."""
    global _rests_until
    if is_read():
        _rests_until = monotonic() + REST
    _is_read.set(False)


class ReplicaRouter:
    """Sends what our tables are read for to the copy, in the requests that may, until they write something."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return REPLICA if is_read() and model._meta.app_label in OURS else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        _is_read.set(False)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1: object, obj2: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None


class ReadFromReplica:
    """Chooses, once all that stands before a view has passed, where the view reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> None:
        may = getattr(view, READ_THERE, False) or not FILES.isdisjoint(request.GET)
        if may and request.method in ("GET", "HEAD") and REPLICA in settings.DATABASES:
            _is_read.set(monotonic() >= _rests_until and _is_up_to_date())


def _is_up_to_date() -> bool:
    """Return whether the copy holds all that was written before now, waiting a little for it; if not it rests."""
    global _rests_until
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(WRITTEN)
        (written,) = cursor.fetchone()
    try:
        holds = _holds(written)
    except Error as failure:
        log.warning("the replica is away: %s", failure)
        holds = False
    if not holds:
        _rests_until = monotonic() + REST
    return holds


def _holds(written: str) -> bool:
    limit = monotonic() + PATIENCE
    with connections[REPLICA].cursor() as cursor:
        while True:
            cursor.execute(HOLDS, [written])
            if cursor.fetchone()[0]:
                return True
            if monotonic() > limit:
                log.warning("the replica is late")
                return False
            sleep(LOOK_AGAIN)


def _forget(**given: Any) -> None:
    """A thread that answers one request after the other begins each at the database itself."""
    _is_read.set(False)


# A long file leaves after its view has returned: not before the answer is closed
request_started.connect(_forget, dispatch_uid="portal-replica-begin")
request_finished.connect(_forget, dispatch_uid="portal-replica-end")
