"""The positions that pages and reports count: one organism's with its agreements, or the network's by organism."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Organism
from services.models import Position
from services.positions.turnover import Follow, Post, Staffing, staffing, until_today

FIELDS = ("pk", "organism", "during", "lost_reason", "hours", "training_hours", "languages", "paid")


@dataclass(frozen=True)
class OrganismLine:
    """One organism's period, as the network reads it: numbers, no position."""

    organism: str
    region: str
    staffing: Staffing


def _counted(rows: QuerySet[Position]) -> QuerySet:
    paid = ArrayAgg("pays__agreement", filter=Q(pays__isnull=False), default=[], order_by="pays__agreement")
    return rows.annotate(paid=paid).order_by("pk").values_list(*FIELDS)


def _post(row: tuple) -> Post:
    key, organism, during, reason, hours, trained, languages, paid = row
    return Post(key, organism, during.lower, during.upper, reason, hours, trained, languages, tuple(paid))


def posts_of(organism_id: int) -> list[Post]:
    """Return an organism's positions, all that were ever held. One query."""
    return [_post(row) for row in _counted(Position.objects.filter(organism=organism_id))]


def posts_of_many(organism_ids: Iterable[int]) -> dict[int, list[Post]]:
    """Return organism → its positions, all that were ever held. One query."""
    posts: dict[int, list[Post]] = defaultdict(list)
    for row in _counted(Position.objects.filter(organism__in=list(organism_ids))):
        posts[row[1]].append(_post(row))
    return posts


def follows_of(organism_id: int) -> list[Follow]:
    """Return its agreements that have an end, with the first day of what renews each."""
    rows = Agreement.objects.filter(Q(organism=organism_id) | Q(partners__organism=organism_id)).order_by("reference")
    renewed = rows.annotate(after=Min("renewals__during__startswith"))
    columns = renewed.values_list("pk", "reference", "during__endswith", "after")
    return [Follow(*row) for row in columns.distinct()]


def network_positions(first: date, end: date) -> tuple[list[OrganismLine], Staffing]:
    """Return every organism that ever held a position, by region then name, and of all together: totals alone."""
    running = Position.objects.filter(during__overlap=(first, end)) | Position.objects.filter(during__endswith=first)
    houses = Organism.objects.filter(positions__isnull=False).distinct()
    order = ("region__sort_name", "sort_name")
    named = houses.order_by(*order).values_list("pk", "name", "region__name", *order)
    posts: dict[int, list[Post]] = defaultdict(list)
    for row in _counted(running):
        posts[row[1]].append(_post(row))
    last = until_today(end, timezone.localdate())
    lines = [OrganismLine(name, region, staffing(posts[key], first, last)) for key, name, region, *_ in named]
    return lines, staffing([post for occupied in posts.values() for post in occupied], first, last)
