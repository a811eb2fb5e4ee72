"""What « Aide » says on each page, read from docs/help/pages.toml: of its own address, else of its place."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from roriq_portal.navigation.doors import OF_PIVOT
from roriq_portal.navigation.seats import SeatChoice
from search.guidance.glossary import Word, glossary
from search.guidance.guides import guides
from search.guidance.written_words import spaced

FILE = Path(settings.BASE_DIR) / "docs" / "help" / "pages.toml"
# Whoever reads no guide of their own for a page is led to the part of the next one that speaks of it
GUIDES_OF_ROLE = {
    "staff": ("intervention", "coordination"),
    "coordinator": ("coordination",),
    "director": ("direction", "coordination"),
    "network": ("reseau",),
    "funder": ("bailleur",),
    "auditor": ("verification",),
}


@dataclass(frozen=True)
class PageHelp:
    """`title`: empty where it is that of the place; `said`: sentences; `parts`: anchor of each guide, by its slug."""

    title: str
    said: tuple[str, ...]
    words: tuple[Word, ...]
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GuidePart:
    """The part of a guide that speaks of a page."""

    words: str
    url: str
    guide: str


@lru_cache(maxsize=1)
def help_of_pages() -> dict[str, PageHelp]:
    """Return the help of each page by the name of its address, read once; under no name, that of any other page."""
    pages = tomllib.loads(FILE.read_text())
    return {route: _read(page) for route, page in pages.items()}


def _read(page: dict) -> PageHelp:
    words = tuple(glossary()[anchor] for anchor in page["words"])
    said = tuple(spaced(sentence) for sentence in page["said"])
    return PageHelp(page.get("title", ""), said, words, tuple(page["guide"].items()))


def help_of(route: str, place: str) -> PageHelp:
    """Return the help of a page by the name of its address, else by that of its place, else that of any page."""
    pages = help_of_pages()
    return pages.get(route) or pages.get(place) or pages[""]


def guides_of(seat: SeatChoice | None, door: str = "") -> tuple[str, ...]:
    """Return the guides of a seat, its own first; a pivot's comes first behind the door of its region."""
    slugs = GUIDES_OF_ROLE[seat.role] if seat else ("intervention",)
    if not seat or not seat.is_pivot:
        return slugs
    return ("pivot", *slugs) if door == OF_PIVOT[0] else (*slugs, "pivot")


@lru_cache(maxsize=1024)
def part_of(help_: PageHelp, slugs: tuple[str, ...]) -> GuidePart:
    """Return the part of the first of these guides that speaks of the page, else where the first leads in general."""
    parts = dict(help_.parts)
    slug = next((slug for slug in slugs if slug in parts), slugs[0])
    anchor = parts.get(slug) or dict(help_of_pages()[""].parts)[slug]
    guide = next(guide for guide in guides() if guide.slug == slug)
    lead = next(block.lead for block in guide.blocks if block.anchor == anchor)
    url = f"{reverse('search:guide', args=[slug])}#{anchor}"
    return GuidePart(f"{lead[:1].upper()}{lead[1:]}", url, guide.name)
