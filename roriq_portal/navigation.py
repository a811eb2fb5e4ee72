"""What each role finds in the masthead: five doors at most, one word each."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Door:
    words: str
    url: str
    is_current: bool


# Pages that stand at an address of their own and are read behind a door
BEHIND = {"organisms:region-list": ["services:continuum"], "organisms:region-detail": ["services:continuum"]}


def _door(request: HttpRequest, words: str, name: str, *args) -> Door | None:
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return None
    roots = (url, *map(reverse, BEHIND.get(name, ())))
    is_current = request.path == url if url == "/" else request.path.startswith(roots)
    return Door(words, url, is_current)


def _organism_doors(organism_id: int, region_code: str) -> list[tuple]:
    return [
        ("À faire", "home"),
        ("Activités", "services:activity-list", organism_id),
        ("Rapports", "reporting:report-list"),
        ("Ententes", "agreements:agreement-list"),
        ("Région", "organisms:region-detail", region_code),
    ]


NETWORK_DOORS = [
    ("À faire", "home"),
    ("Dépôts", "reporting:report-list"),
    ("Organismes", "organisms:organism-list"),
    ("Ententes", "agreements:agreement-list"),
    ("Régions", "organisms:region-list"),
]
FUNDER_DOORS = [
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


def current_organism(request: HttpRequest):
    """Return the organism in the address when they have a seat there, else their first one: never from the session."""
    match = request.resolver_match
    wanted = match.kwargs.get("organism_id") if match else None
    seats = request.user.live_memberships
    return next((m.organism for m in seats if m.organism_id == wanted), seats[0].organism if seats else None)


def navigation(request: HttpRequest) -> dict:
    """Context for base.html: `is_demo` for all; `doors`, `seat_words`, `organism_here`, empty for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"doors": [], "seat_words": "", "organism_here": None, "is_demo": settings.DEMO}
    here = current_organism(request)
    if here:
        wanted = _organism_doors(here.pk, here.region.code)
    elif user.only_audits:
        audited = user.live_auditor_seats[0].organism
        wanted = _organism_doors(audited.pk, audited.region.code)
    else:
        wanted = NETWORK_DOORS if user.is_network else FUNDER_DOORS
    doors = [door for door in (_door(request, *entry) for entry in wanted) if door]
    return {"doors": doors, "seat_words": seat_words(user), "organism_here": here, "is_demo": settings.DEMO}
