"""One line a change: when, who by their number, on what, with which outcome; never a name, a title or an address."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from secrets import token_hex
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R")
DONE = "done"
FIELDS = ("action", "actor", "object", "outcome", "request")
GIVEN_ID = re.compile("[0-9A-Za-z-]{8,64}")
logger = logging.getLogger("roriq.actions")
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def log_action(action: Callable[P, R]) -> Callable[P, R]:
    """Log one line for each call of an action: `done` once its transaction is committed, else the name of its refusal.

    The actor is `by`, else the user of the request, else nobody (a job). The object is what the action returns, or the
    first row it was given.
    """

    @wraps(action)
    def logged(*args: P.args, **values: P.kwargs) -> R:
        try:
            result = action(*args, **values)
        except Exception as refusal:
            _write(_line(action, args, values, None, type(refusal).__name__))
            raise
        line = _line(action, args, values, result, DONE)
        transaction.on_commit(partial(_write, line), robust=True)
        return result

    return logged


@contextmanager
def unlogged() -> Iterator[None]:
    """Write no line for what is changed inside: data that is loaded is nobody's act."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def _line(action: Callable, args: tuple, values: dict[str, Any], result: object, outcome: str) -> dict[str, Any]:
    request = _request.get()
    actor = values.get("by") or values.get("recorded_by") or getattr(request, "user", None)
    given = (result, *args, *values.values())
    rows = [row for row in given if isinstance(row, Model) and row._meta.label != settings.AUTH_USER_MODEL]
    return {
        "action": action.__name__,
        "actor": getattr(actor, "pk", None),
        "object": f"{rows[0]._meta.label_lower}:{rows[0].pk}" if rows else None,
        "outcome": outcome,
        "request": getattr(request, "id", None),
    }


def _write(line: dict[str, Any]) -> None:
    if not _is_silent.get():
        logger.info("%(action)s %(object)s by %(actor)s: %(outcome)s", line, extra=line)


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request the number that a proxy gave it, or a new one; lines and the answer carry it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if GIVEN_ID.fullmatch(given) else token_hex(8)  # type: ignore[attr-defined]  # our own
        token = _request.set(request)
        try:
            response = get_response(request)
        finally:
            _request.reset(token)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]  # our own
        return response

    return middleware


class RefusalsWithoutTrace(logging.Filter):
    """A request that was refused (403, 400, 404…) is one line: only what broke has a trace to read."""

    def filter(self, record: logging.LogRecord) -> bool:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True


# Addresses that open something to whoever has them
SECRET = re.compile(r"(/(?:lien|invitation|calendrier)/)[^/\s]{16,}")


class WithoutSecretAddresses(logging.Filter):
    """A refused request is noted with its path: what opens a private link, or opened it, is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_secret(value) for value in record.args)
        record.msg = _without_secret(record.msg)
        return True


def _without_secret(value: Any) -> Any:
    return SECRET.sub(r"\1…", value) if isinstance(value, str) else value


def _number_or_value(value: object) -> object:
    """Django's own lines carry the whole request, which is no JSON: its number stands for it."""
    return getattr(value, "id", None) if isinstance(value, HttpRequest) else value


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, for a server's journal."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line: dict[str, object] = {"at": at, "level": record.levelname, "logger": record.name}
        line |= {name: _number_or_value(getattr(record, name)) for name in FIELDS if hasattr(record, name)}
        if "action" not in line:
            line["message"] = record.getMessage()
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def console_logging(formatter: str, level: str, actions_level: str) -> dict[str, Any]:
    """Return Django's LOGGING: one line a record, `json` or `readable`; actions have a level of their own."""
    console = {"class": "logging.StreamHandler", "formatter": formatter, "filters": ["refusals", "secrets"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "roriq_portal.logs.JsonFormatter"},
            "readable": {"format": "%(asctime)s %(levelname)s %(message)s"},
        },
        "filters": {
            "refusals": {"()": "roriq_portal.logs.RefusalsWithoutTrace"},
            "secrets": {"()": "roriq_portal.logs.WithoutSecretAddresses"},
        },
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"roriq.actions": {"level": actions_level}},
    }
