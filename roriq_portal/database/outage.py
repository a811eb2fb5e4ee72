"""While the database is away: a page that says so and when to come back, within two seconds, and no page of errors."""

import logging
import sys
from collections.abc import Callable
from time import monotonic

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from roriq_portal.database import replica
from roriq_portal.files.storage import FilesAway

RETRY_AFTER = 10
# Seconds during which the next requests are answered without asking a database that was just seen to be away
REST = 1.0
# PostgreSQL says « I am stopping », « I am starting », « there is no room »; without a word it did not answer
AWAY = ("57P", "08", "53300")
log = logging.getLogger(__name__)
_rests_until = 0.0


def says_absence(failure: BaseException | None) -> bool:
    """Return whether an error says that the database cannot be reached, rather than that it refused a statement."""
    if not isinstance(failure, (OperationalError, InterfaceError)):
        return False
    state = getattr(failure.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY)


class BriefReport(ExceptionReporter):
    """The page of errors of a developer's machine, which asks the database for all that it shows: said in a line."""

    def get_traceback_html(self) -> SafeString:
        return self.get_traceback_text()

    def get_traceback_text(self) -> SafeString:
        return format_html("{}: {}", self.exc_type, self.exc_value)


def note_absence(sender: object, request: HttpRequest | None = None, **given: object) -> None:
    """Mark the request whose error says that the database is away. Django's signal of an error nobody caught."""
    failure = sys.exc_info()[1]
    if request is None:
        return
    if isinstance(failure, FilesAway) or (replica.is_read() and says_absence(failure)):
        # The database itself answers: the others do not rest
        replica.leave_alone()
        request.is_without_part = True  # type: ignore[attr-defined]  # our own mark
    elif says_absence(failure):
        request.is_without_database = True  # type: ignore[attr-defined]  # our own mark
        request.exception_reporter_class = BriefReport


got_request_exception.connect(note_absence, dispatch_uid="portal-absence")


def answer_without_database(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 with Retry-After where the database was away, and at once for the second that follows.

    Whatever asks the database stands inside; static files, of which the page is made, are served outside.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        global _rests_until
        if monotonic() < _rests_until:
            return _absence()
        response = get_response(request)
        if getattr(request, "is_without_part", False):
            log.warning("the files or the replica are away")
            return _absence()
        if not getattr(request, "is_without_database", False):
            return response
        log.warning("the database is away")
        _rests_until = monotonic() + REST
        return _absence()

    return middleware


def _absence() -> HttpResponse:
    """Without the request: the page must work when the database does not."""
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("errors/503.html"), status=503, headers=headers)
