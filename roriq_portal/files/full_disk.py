"""While a disk is full: a page that says so and that nothing was written, and no page of errors."""

import contextlib
import errno
import logging
import sys
from collections.abc import Callable, Iterator

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
# What PostgreSQL says of its own disk
DISK_FULL = "53100"
log = logging.getLogger(__name__)


def says_no_room(failure: BaseException | None) -> bool:
    """Return whether an error comes from a disk without room: of files, of what is being received, of the database."""
    return any(_is_no_room(each) for each in _chain(failure))


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__ or failure.__context__


def _is_no_room(failure: BaseException) -> bool:
    if isinstance(failure, OSError) and failure.errno in NO_ROOM:
        return True
    return getattr(failure, "sqlstate", None) == DISK_FULL


def note_no_room(sender: object, request: HttpRequest | None = None, **given: object) -> None:
    """Mark the request whose error says that a disk is full. Django's signal of an error nobody caught.

    What had come of its file is taken off the disk at once: its place is wanted.
    """
    if request is not None and says_no_room(sys.exc_info()[1]):
        request.is_without_room = True  # type: ignore[attr-defined]  # our own mark
        for handler in request.upload_handlers:
            with contextlib.suppress(OSError):
                handler.upload_interrupted()


got_request_exception.connect(note_no_room, dispatch_uid="portal-no-room")


def answer_without_room(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 507, in words, where a disk was full. Its error undid what the form had written."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not getattr(request, "is_without_room", False):
            return response
        log.error("a disk is full")
        return HttpResponse(render_to_string("errors/507.html"), status=507, headers={"Cache-Control": "no-store"})

    return middleware
