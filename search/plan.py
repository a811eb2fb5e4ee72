"""The plan of the portal: behind each door of each of a person's seats, its places and what each is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from roriq_portal.navigation.seats import SeatChoice
from search.kinds.pages import places_named
from search.kinds.place_words import PLACE_WORDS, PlaceWords


@dataclass(frozen=True)
class PlanPlace:
    words: str
    url: str
    line: str


@dataclass(frozen=True)
class PlanDoor:
    words: str
    places: list[PlanPlace]


@dataclass(frozen=True)
class PlanSeat:
    key: str
    words: str
    doors: list[PlanDoor]


def plan_of(seats: Sequence[SeatChoice]) -> list[PlanSeat]:
    """Return every door and place of these seats, with their addresses. No query."""
    return [PlanSeat(seat.key, seat.words, _doors_of(seat)) for seat in seats]


def _doors_of(seat: SeatChoice) -> list[PlanDoor]:
    named = places_named(seat)
    return [
        PlanDoor(
            words,
            [
                PlanPlace(place.words, place.address(*named), PLACE_WORDS.get(place.route, PlaceWords("")).line)
                for place in places
            ],
        )
        for words, places in seat.doors
    ]
