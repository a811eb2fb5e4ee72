"""Where each list was left: what was chosen and its page. Who changes a row comes back to that place.

A session keeps it, by the list's address: a form, its page and the row between the two know nothing of it.
"""

from django.http import HttpRequest
from django.template import Context, Library
from django.urls import reverse

from roriq_portal.lists.address import PRINT

register = Library()
KEPT = "lists"
MOST_LISTS, LONGEST_QUERY = 20, 1_000
ALSO_LISTS = {
    "calendar", "continuum", "continuum-region", "filing-matrix", "funder-desk", "household-totals", "measure-records",
    "organism-money", "reminder-log", "report-records", "stability",
}  # fmt: skip


def come_back_to_lists(get_response):
    """Note the place of each list that is shown; lead an answered form that leads to a list back to that place.

    An address that already says which rows it shows is left as it is.
    """

    def middleware(request):
        response = get_response(request)
        if request.method == "GET" and response.status_code == 200 and _shows_list(request, response):
            _note(request)
        elif request.method == "POST" and response.status_code in (302, 303):
            response.headers["Location"] = place_of(request, response.headers["Location"])
        return response

    return middleware


def place_of(request: HttpRequest | None, address: str) -> str:
    """Return the address with what was chosen there and its page, when it is that of a list left in this session."""
    places = request.session.get(KEPT, {}) if request is not None and hasattr(request, "session") else {}
    path, mark, anchor = address.partition("#")
    return f"{path}?{places[path]}{mark}{anchor}" if path in places else address


@register.simple_tag(takes_context=True)
def list_url(context: Context, name: str, *args) -> str:
    """Return the address of a list, at the place it was left: of a link that leads back from a row of it."""
    return place_of(getattr(context, "request", None), reverse(name, args=args))


@register.simple_tag(takes_context=True)
def list_place(context: Context, address: str) -> str:
    """Return an address, at the place it was left when it is a list's."""
    return place_of(getattr(context, "request", None), str(address))


def _shows_list(request, response) -> bool:
    match = request.resolver_match
    is_list = match is not None and ((match.url_name or "").endswith("-list") or match.url_name in ALSO_LISTS)
    return (
        is_list
        and not request.htmx
        and PRINT not in request.GET
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def _note(request) -> None:
    places, query = request.session.get(KEPT, {}), request.META["QUERY_STRING"]
    if len(query) > LONGEST_QUERY or places.get(request.path, "") == query:
        return
    left = {path: place for path, place in places.items() if path != request.path}
    newest = list(left.items())[1 - MOST_LISTS :] + ([(request.path, query)] if query else [])
    request.session[KEPT] = dict(newest)
