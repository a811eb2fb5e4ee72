"""Counts beside the words their indicators have today."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from organisms.models import Indicator, IndicatorDefinition


def words_of(indicator: str) -> Subquery:
    """Return the expression of an indicator's words of today; `indicator`: the path to its id."""
    begun = IndicatorDefinition.objects.filter(valid_from__lte=timezone.localdate())
    defined = begun.filter(indicator=OuterRef(indicator)).order_by("-valid_from")
    return Subquery(defined.values("words")[:1])


def with_words(counts: QuerySet) -> QuerySet:
    """Return counts with their indicator at hand and its words as `words`."""
    return counts.select_related("indicator").annotate(words=words_of("indicator"))


def totals_in_words(totals: Mapping[str, Decimal]) -> list[dict]:
    """Return totals by code as the pages print them: code, words, unit, total, in the indicators' order. One query."""
    rows = Indicator.objects.filter(code__in=list(totals)).order_by("order").annotate(words=words_of("pk"))
    return [
        {"code": row.code, "words": row.words, "unit": row.unit_plural, "total": Decimal(totals[row.code])}
        for row in rows
    ]
