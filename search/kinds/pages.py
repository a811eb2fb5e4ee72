"""The places of the person's own seats, and the pages that stand behind no door."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from roriq_portal.navigation.seats import SeatChoice
from search.kinds.place_words import BESIDE_DOORS, PLACE_WORDS, PlaceWords
from search.results import Asked, Hits, Slice
from search.words import answers


@dataclass(frozen=True)
class SeatPage:
    """A page as somebody finds it: `behind`, its door, with the seat where there are several."""

    words: str
    url: str
    behind: str
    about: PlaceWords


def find_pages(asked: Asked, part: Slice) -> Hits:
    """Return the pages that answer by their words or by what they are for; by their own words first. No query."""
    pages = [page for page in pages_of(asked) if _answers(page, asked)]
    pages.sort(key=lambda page: not answers(page.words, asked.words))
    shown = pages[part.first : part.first + part.size]
    return Hits(len(pages), [asked.hit(page.words, page.url, page.behind, page.about.line) for page in shown])


def pages_of(asked: Asked) -> list[SeatPage]:
    """Return every page of the person's seats, in the order of doors, each address once."""
    pages = {page.url: page for page in reversed([*_behind_doors(asked), *_beside_doors()])}
    return list(reversed(pages.values()))


def _behind_doors(asked: Asked) -> Iterator[SeatPage]:
    for seat in asked.seats:
        organism_id, region_code = places_named(seat)
        for door, places in seat.doors:
            behind = f"{seat.words} · {door}" if len(asked.seats) > 1 else door
            for place in places:
                about = PLACE_WORDS.get(place.route, PlaceWords(""))
                yield SeatPage(place.words, place.address(organism_id, region_code), behind, about)


def _beside_doors() -> Iterator[SeatPage]:
    for route, named, words, about in BESIDE_DOORS:
        yield SeatPage(words, reverse(route, args=named), "", about)


def places_named(seat: SeatChoice) -> tuple[int | None, str | None]:
    """Return what the addresses of a seat name: its organism and the code of its region, where it has one."""
    organism = seat.organism
    return (organism.pk, organism.region.code) if organism else (None, None)


def _answers(page: SeatPage, asked: Asked) -> bool:
    return answers(f"{page.words} {page.behind} {page.about.line} {page.about.also}", asked.words)
