"""Agreements: by reference, the funder's own number, title, programme, funder and organism, in any mixture of words."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.urls import reverse

from agreements.models import Agreement, AgreementFunder
from roriq_portal.database.search_words import keys_where
from roriq_portal.formats.days import format_period
from search.kinds import funders, organisms
from search.results import Asked, Hits, Slice, take

# All that answer are counted before three are shown: their rows are as narrow as the page
SHOWN = ("reference", "funder_reference", "title", "during", "organism__name", "programme__name")
# Keys of the agreements of which a word begins one: their own, their programme's, their organism's, of who signed them
SAID = f"""
    SELECT id FROM agreements_agreement
        WHERE search_words((reference || ' ' || funder_reference || ' ' || title)) @@ %s::tsquery
    UNION SELECT id FROM agreements_agreement WHERE programme_id IN (
        SELECT id FROM agreements_programme WHERE search_words(name) @@ %s::tsquery)
    UNION SELECT id FROM agreements_agreement WHERE organism_id IN ({organisms.NAMED})
    UNION SELECT agreement_id FROM agreements_agreementfunder WHERE funder_id IN ({funders.NAMED})
"""


def find_agreements(asked: Asked, part: Slice) -> Hits:
    """Return the agreements that answer, the one that ends last first. One query."""
    rows = Agreement.objects.visible_to(asked.user).select_related("organism", "programme").only(*SHOWN)
    for word in asked.words:
        rows = rows.filter(pk__in=keys_where(SAID, [word]))
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
