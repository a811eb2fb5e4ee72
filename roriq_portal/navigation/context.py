"""The doors, places and seats that every page with a masthead shows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from roriq_portal.navigation.doors import ALL_DOORS, Doors
from roriq_portal.navigation.places import Named, Place
from roriq_portal.navigation.seats import SeatChoice, seat_here, seats_of


@dataclass(frozen=True)
class Link:
    """A place behind a door. `current`: what `aria-current` says of it, empty where the page is not of this place."""

    words: str
    url: str
    current: str
    route: str


@dataclass(frozen=True)
class Door:
    """A door of the masthead, which leads to its first place."""

    words: str
    url: str
    is_current: bool
    places: list[Link]


def doors_for(doors: Doors, path: str, organism) -> list[Door]:
    """Return the doors with their addresses, the one whose place owns the address `path` lit, where there is one."""
    organism_id, region = (organism.pk, organism.region.code) if organism else (None, None)
    urls = {place: place.address(organism_id, region) for _, behind in doors for place in behind}
    lit = _owner_of(path, urls, organism_id)

    def link(place: Place) -> Link:
        current = "page" if urls[place] == path else "true"
        return Link(place.words, urls[place], current if place == lit else "", place.route)

    return [Door(words, urls[behind[0]], lit in behind, [link(place) for place in behind]) for words, behind in doors]


def _owner_of(path: str, urls: dict[Place, str], organism_id: int | None) -> Place | None:
    """Return the place with the longest address that `path` begins with; its own address comes before those beside."""

    def fit(place: Place) -> tuple[int, bool]:
        own = urls[place]
        if path == own or (own != "/" and path.startswith(own)):
            return len(own), True
        beside = [root.format(organism=organism_id) for root in place.also]
        return max((len(root) for root in beside if path.startswith(root)), default=0), False

    best = max(urls, key=fit, default=None)
    return best if best is not None and fit(best)[0] else None


def words_of_page(path: str) -> str:
    """Return the words of the place that a page of the portal belongs to, whatever the seat; « Portail » for none."""
    try:
        named = resolve(path).kwargs
    except Resolver404:
        named = {}
    organism_id, region = named.get("organism_id"), named.get("code")
    known = {Named.NOTHING: True, Named.ORGANISM: organism_id is not None, Named.REGION: region is not None}
    places = (place for _, behind in ALL_DOORS for place in behind if known[place.named])
    place = _owner_of(path, {place: place.address(organism_id, region) for place in places}, organism_id)
    return place.words if place else "Portail"


def navigation(request: HttpRequest) -> dict:
    """Context for base.html.

    `doors`; `places`, those behind the lit door, and its words in `door_words`; `is_place`, whether the page is one of
    them; `seats`, the choices of the list under the name, and `seat`, the one shown; `seat_words`; `organism_here`, the
    organism of a team in this seat. All are empty for a stranger. `is_demo`: whether everything shown is invented;
    `portal_version`, that of the portal: a page of a form has a version of its own.
    """
    user = getattr(request, "user", None)
    seats = seats_of(user) if user is not None and user.is_authenticated else []
    seat: SeatChoice | None = seat_here(request, seats)
    doors = doors_for(seat.doors, request.path, seat.organism) if seat else []
    lit = next((door for door in doors if door.is_current), None)
    return {
        "doors": doors,
        "door_words": lit.words if lit else "",
        "places": lit.places if lit else [],
        "is_place": any(place.current == "page" for place in lit.places) if lit else False,
        "seats": seats,
        "seat": seat,
        "seat_words": seat.words if seat else "",
        "organism_here": seat.organism if seat and seat.is_of_team else None,
        "is_demo": settings.DEMO,
        "portal_version": settings.VERSION,
    }
