"""Names that are near to words that nothing bears: a letter left out, two letters the other way round."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.postgres.search import TrigramWordDistance
from django.db.models import F, QuerySet, Value
from django.urls import reverse

from agreements.models import Funder
from organisms.models import Organism
from organisms.names import sort_name
from search.kinds.pages import pages_of
from search.results import Asked
from services.models import Partner

MOST = 3
# Of trigrams left apart by two names; past it a name only happens to share a beginning
FARTHEST = 0.65
# Of signs that two words share
LEAST_ALIKE = 0.7
KINDS = {"organism": "Organisme", "funder": "Bailleur", "partner": "Partenaire", "page": "Page"}


@dataclass(frozen=True)
class Near:
    """A name that is near, and its page; `kind`: what bears it."""

    words: str
    url: str
    kind: str


def near_names(asked: Asked) -> list[Near]:
    """Return the three names nearest to the words, of pages and of rows that this person may read. One query."""
    pages = sorted(_near_pages(asked), key=lambda scored: scored[0])
    rows = sorted(_near_rows(asked), key=lambda scored: scored[0])
    return [near for _, near in sorted([*pages, *rows], key=lambda scored: scored[0])][:MOST]


def _near_pages(asked: Asked) -> list[tuple[float, Near]]:
    words = " ".join(asked.words)
    scored = [(1 - _likeness(words, page.words), page) for page in pages_of(asked)]
    return [(gap, Near(page.words, page.url, KINDS["page"])) for gap, page in scored if gap <= 1 - LEAST_ALIKE]


def _likeness(words: str, name: str) -> float:
    return SequenceMatcher(None, words, sort_name(name), autojunk=False).ratio()


def _near_rows(asked: Asked) -> list[tuple[float, Near]]:
    words, user = " ".join(asked.words), asked.user
    organisms = _nearest(Organism.objects.visible_to(user), words, "organism", F("pk"))
    funders = _nearest(Funder.objects.visible_to(user), words, "funder", F("pk"))
    partners = _nearest(Partner.objects.visible_to(user).unmerged(), words, "partner", F("organism"))
    nearest = organisms.union(funders, partners, all=True)
    return [
        (gap, Near(name, _address(kind, owner, pk), KINDS[kind])) for gap, kind, name, pk, owner in nearest
        if gap <= FARTHEST
    ]  # fmt: skip


def _nearest(rows: QuerySet, words: str, kind: str, owner: F) -> QuerySet:
    gap = TrigramWordDistance(words, "sort_name")
    near = rows.annotate(gap=gap, bearer=Value(kind), owner=owner).order_by("gap")[:MOST]
    return near.values_list("gap", "bearer", "name", "pk", "owner")


def _address(kind: str, owner: int, pk: int) -> str:
    routes: dict[str, tuple[str, Sequence[int]]] = {
        "organism": ("organisms:organism-detail", [pk]),
        "funder": ("agreements:funder-detail", [pk]),
        "partner": ("services:partner-detail", [owner, pk]),
    }
    route, args = routes[kind]
    return reverse(route, args=args)
