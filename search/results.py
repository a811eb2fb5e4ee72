"""What a search answers: hits of one kind, and how a page takes a part of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Model, QuerySet, Window

from organisms.models import User
from reporting.workflow.status import Status
from roriq_portal.navigation.seats import SeatChoice
from search.words import Part, marked

Row = TypeVar("Row", bound=Model)


class Slice(NamedTuple):
    """Which hits of a kind are shown: from the first, counted from 0, so many of them."""

    first: int
    size: int


@dataclass(frozen=True)
class Asked:
    """Who looks for which plain words. `seats`: those that run today, whose places are their pages."""

    user: User
    seats: Sequence[SeatChoice]
    words: Sequence[str]

    def hit(self, title: str, url: str, *where: str, status: Status | None = None) -> "Hit":
        """Return a hit, the words that were asked marked in its title and in the line beneath."""
        line = " · ".join(words for words in where if words)
        return Hit(marked(title, self.words), url, marked(line, self.words), status)


@dataclass(frozen=True)
class Hit:
    """A page that answers. `where`: the line that says where it is; `status`: of a report, as its reader says it."""

    title: list[Part]
    url: str
    where: list[Part]
    status: Status | None = None


class Hits(NamedTuple):
    """How many rows or pages of a kind answer, and those of the slice."""

    total: int
    shown: list[Hit]


def take(rows: QuerySet[Row], part: Slice) -> tuple[int, list[Row]]:
    """Return how many rows there are and those of the slice, in one query; 0 for a slice past the last row."""
    taken: list[Any] = list(rows.annotate(total=Window(Count("*")))[part.first : part.first + part.size])
    return (taken[0].total if taken else 0), taken
