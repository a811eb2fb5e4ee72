"""Partners and employers of the organisms where one sits or audits."""

from django.db.models import Case, Value, When
from django.urls import reverse

from roriq_portal.database.search_words import SearchWords
from search.results import Asked, Hits, Slice, take
from services.models import Partner


def find_partners(asked: Asked, part: Slice) -> Hits:
    """Return the partners that answer; those whose name begins with the words first. One query."""
    words = list(asked.words)
    first = Case(When(sort_name__startswith=" ".join(words), then=Value(0)), default=Value(1))
    rows = Partner.objects.visible_to(asked.user).unmerged().alias(own=SearchWords("sort_name"))
    rows = rows.filter(own__begin=words).select_related("municipality", "organism")
    rows = rows.only("name", "sort_name", "kind", "municipality__name", "organism__name")
    total, taken = take(rows.order_by(first, "sort_name", "pk"), part)
    houses = {seat.organism_id for seat in asked.user.live_memberships} | asked.user.audited_organism_ids
    hits = [
        asked.hit(
            row.name,
            reverse("services:partner-detail", args=[row.organism_id, row.pk]),
            row.get_kind_display(),
            row.municipality.name if row.municipality else "",
            row.organism.name if len(houses) > 1 else "",
        )
        for row in taken
    ]
    return Hits(total, hits)
