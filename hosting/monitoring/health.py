"""`/sante/`: whether this process can serve, for what shares requests out between several.

It stands before all that a page needs: no session, no person, no host to know, no https to be led to.
"""

from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from hosting.upgrading.migrating import pending_migrations

PATH = "/sante/"
_is_migrated = False


def answer_probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 200 while the database answers and holds what this code wants, 503 otherwise, and nothing more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        can_serve = serves()
        words, status = ("bon\n", 200) if can_serve else ("indisponible\n", 503)
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status, headers=headers)

    return middleware


def serves() -> bool:
    """Return whether the database answers and every migration of this code is applied.

    One statement; until the migrations are all there it also looks for them, and never again once they are.
    """
    global _is_migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _is_migrated = _is_migrated or not pending_migrations()
    except Error:
        return False
    return _is_migrated
