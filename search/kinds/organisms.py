"""Organisms of the directory, by their names of today and of before."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Value, When
from django.urls import reverse

from organisms.models import Organism, OrganismName
from roriq_portal.database.search_words import keys_where
from search.results import Asked, Hits, Slice, take
from search.words import answers

# Keys of the organisms that bear or bore a name with the words
NAMED = """
    SELECT id FROM organisms_organism WHERE search_words(sort_name) @@ %s::tsquery
    UNION SELECT organism_id FROM organisms_organismname WHERE search_words(name) @@ %s::tsquery
"""


def find_organisms(asked: Asked, part: Slice) -> Hits:
    """Return the organisms that answer; those whose name begins with the words first. One query."""
    words = list(asked.words)
    first = Case(When(sort_name__startswith=" ".join(words), then=Value(0)), default=Value(1))
    rows = Organism.objects.visible_to(asked.user).filter(pk__in=keys_where(NAMED, words)).select_related("region")
    rows = rows.only("name", "sort_name", "components", "region__name")
    former = OrganismName.objects.filter(organism=OuterRef("pk")).order_by("-during").values("name")
    total, taken = take(rows.annotate(former=ArraySubquery(former)).order_by(first, "sort_name", "pk"), part)
    hits = [
        asked.hit(
            row.name,
            reverse("organisms:organism-detail", args=[row.pk]),
            row.region.name,
            components_in_words(row.components),
            former_in_words(row.name, row.former, words),
        )
        for row in taken
    ]
    return Hits(total, hits)


def components_in_words(components: list[int]) -> str:
    """« volets 2, 3, 5 »; nothing for none."""
    numbers = ", ".join(map(str, sorted(components)))
    return f"volet{'s' if len(components) > 1 else ''} {numbers}" if numbers else ""


def former_in_words(name: str, names: list[str], words: list[str]) -> str:
    """« auparavant MICC », where the name of today does not answer and one of before does."""
    if answers(name, words):
        return ""
    return next((f"auparavant {former}" for former in names if answers(former, words)), "")
