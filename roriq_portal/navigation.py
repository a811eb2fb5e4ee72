"""The links of the masthead for each role: five at most, one word each."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class NavigationLink:
    words: str
    url: str
    is_current: bool


# Pages at another address that belong to a link
BELONGING = {
    "organisms:region-list": ["services:continuum"],
    "organisms:region-detail": ["services:continuum"],
    "reporting:report-list": ["reporting:form-list", "reporting:network-burden"],
}


def _link(request: HttpRequest, words: str, name: str, *args) -> NavigationLink | None:
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return None
    roots = (url, *map(reverse, BELONGING.get(name, ())))
    is_current = request.path == url if url == "/" else request.path.startswith(roots)
    return NavigationLink(words, url, is_current)


def _organism_links(organism_id: int, region_code: str) -> list[tuple]:
    return [
        ("À faire", "home"),
        ("Activités", "services:activity-list", organism_id),
        ("Rapports", "reporting:report-list"),
        ("Ententes", "agreements:agreement-list"),
        ("Région", "organisms:region-detail", region_code),
    ]


NETWORK_LINKS = [
    ("À faire", "home"),
    ("Dépôts", "reporting:report-list"),
    ("Organismes", "organisms:organism-list"),
    ("Ententes", "agreements:agreement-list"),
    ("Régions", "organisms:region-list"),
]
FUNDER_LINKS = [
    ("À faire", "home"),
    ("Suivi", "reporting:funder-desk"),
    ("Ententes", "agreements:agreement-list"),
    ("Rapports", "reporting:report-list"),
]


def seat_words(user) -> str:
    """Return the seat shown under the user's name: the network's, else the first organism's, funder's or auditor's."""
    if user.live_network_seat:
        return user.live_network_seat.get_role_display()
    if user.live_memberships:
        first = user.live_memberships[0]
        return f"{first.get_role_display()}, {first.organism.name}"
    seat = next(iter([*user.live_funder_seats, *user.live_auditor_seats]), None)
    return str(seat) if seat else ""


def current_organism(request: HttpRequest, user):
    """Return the organism in the address when they have a seat there, else their first one: never from the session."""
    match = request.resolver_match
    wanted = match.kwargs.get("organism_id") if match else None
    seats = user.live_memberships
    return next((m.organism for m in seats if m.organism_id == wanted), seats[0].organism if seats else None)


def navigation(request: HttpRequest) -> dict:
    """Context for base.html: `is_demo` for all; `nav_links`, `seat_words`, `organism_here`, empty for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_links": [], "seat_words": "", "organism_here": None, "is_demo": settings.DEMO}
    here = current_organism(request, user)
    if here:
        wanted = _organism_links(here.pk, here.region.code)
    elif user.only_audits:
        audited = user.live_auditor_seats[0].organism
        wanted = _organism_links(audited.pk, audited.region.code)
    else:
        wanted = NETWORK_LINKS if user.is_network else FUNDER_LINKS
    links = [link for link in (_link(request, *entry) for entry in wanted) if link]
    return {"nav_links": links, "seat_words": seat_words(user), "organism_here": here, "is_demo": settings.DEMO}
