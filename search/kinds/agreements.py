"""Agreements: by reference, the funder's own number, title, programme, funder and organism, in any mixture of words."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.urls import reverse

from agreements.models import Agreement, AgreementFunder, Programme
from roriq_portal.database.search_words import SearchWords, joined
from roriq_portal.formats.days import format_period
from search.kinds.funders import funders_named
from search.kinds.organisms import organisms_named
from search.results import Asked, Hits, Slice, take


def agreements_that_say(word: str) -> QuerySet:
    """Return the keys of the agreements of which the word begins a word: their own, or of who signed them for what.

    Each part of the union reads an index; none computes the words of a whole table.
    """
    every, words = Agreement.objects.order_by(), [word]
    own = every.alias(own=SearchWords(joined("reference", "funder_reference", "title"))).filter(own__begin=words)
    programmes = Programme.objects.alias(own=SearchWords("name")).filter(own__begin=words).order_by()
    signed = AgreementFunder.objects.filter(funder__in=funders_named(words)).order_by()
    return own.values("pk").union(
        every.filter(programme__in=programmes.values("pk")).values("pk"),
        every.filter(organism__in=organisms_named(words)).values("pk"),
        signed.values("agreement"),
    )


def find_agreements(asked: Asked, part: Slice) -> Hits:
    """Return the agreements that answer, the one that ends last first. One query."""
    rows = Agreement.objects.visible_to(asked.user).select_related("organism", "programme")
    for word in asked.words:
        rows = rows.filter(pk__in=agreements_that_say(word))
    signatures = AgreementFunder.objects.filter(agreement=OuterRef("pk")).order_by("-is_lead", "funder__sort_name")
    rows = rows.annotate(funder_names=ArraySubquery(signatures.values("funder__name")))
    total, taken = take(rows.order_by(F("during__endswith").desc(nulls_first=True), "reference", "pk"), part)
    own = {seat.organism_id for seat in asked.user.live_memberships}
    hits = [
        asked.hit(
            f"{row.reference}, {row.title}",
            reverse("agreements:agreement-detail", args=[row.pk]),
            row.organism.name if row.organism_id not in own else "",
            ", ".join(row.funder_names),
            row.programme.name,
            f"no {row.funder_reference}" if row.funder_reference else "",
            f"{format_period(row.starts_on, row.last_day)}, {row.term_words}",
        )
        for row in taken
    ]
    return Hits(total, hits)
