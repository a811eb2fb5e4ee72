"""From where a change comes: what each request adds to the journal of changes."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from pghistory.middleware import HistoryMiddleware


def address_kept(path: str) -> str:
    """Return the address as the journal may keep it: without the token of a private link, which gives access."""
    try:
        token = resolve(path).kwargs.get("token")
    except Resolver404:
        return path
    return path.replace(token, "…") if token else path


class JournalMiddleware(HistoryMiddleware):
    """Who, and from which page. Jobs name their person themselves; raw SQL names nobody, and that shows."""

    def get_context(self, request: HttpRequest) -> dict:
        return super().get_context(request) | {"url": address_kept(request.path_info)}
