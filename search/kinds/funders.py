"""Funders, by their names of today and of before."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse

from agreements.models import Funder, FunderName
from roriq_portal.database.search_words import keys_where
from search.kinds.organisms import former_in_words
from search.results import Asked, Hits, Slice, take

# Keys of the funders that bear or bore a name with the words (MICC, MIDI, MIFI)
NAMED = """
    SELECT id FROM agreements_funder WHERE search_words(sort_name) @@ %s::tsquery
    UNION SELECT funder_id FROM agreements_fundername WHERE search_words(name) @@ %s::tsquery
"""


def find_funders(asked: Asked, part: Slice) -> Hits:
    """Return the funders that answer, by name. One query."""
    words = list(asked.words)
    former = FunderName.objects.filter(funder=OuterRef("pk")).order_by("-during").values("name")
    rows = Funder.objects.visible_to(asked.user).filter(pk__in=keys_where(NAMED, words))
    total, taken = take(rows.annotate(former=ArraySubquery(former)).order_by("sort_name", "pk"), part)
    hits = [
        asked.hit(
            row.name,
            reverse("agreements:funder-detail", args=[row.pk]),
            row.get_kind_display(),
            former_in_words(row.name, row.former, words),
        )
        for row in taken
    ]
    return Hits(total, hits)
