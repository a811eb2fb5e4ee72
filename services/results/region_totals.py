"""The totals of activities by home region, over the whole network. Queries only: `masked_totals` alone reads them."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Case, Q, SmallIntegerField, Value, When

from services.counting.activity_totals import Result
from services.counting.monthly_sums import added_up, cut, sums


def totals_by_region(
    spans: Sequence[tuple[date, date]], codes: Iterable[str] | None = None
) -> list[dict[int, dict[str, Result]]]:
    """Return, of each span of whole months, home region → code, of `codes` or all → result, for the whole network.

    `spans`: first and last days, that share no month. One query, however many there are.
    """
    months = [cut(first, last).months for first, last in spans]
    known = [(rank, own) for rank, own in enumerate(months) if own]
    totals: list[dict[int, dict[str, Result]]] = [{} for _ in spans]
    if not known:
        return totals
    wanted = Q() if codes is None else Q(indicator__code__in=list(codes))
    whole = min(first for _, (first, _) in known), max(last for _, (_, last) in known)
    span = Case(*(When(month__range=own, then=Value(rank)) for rank, own in known), output_field=SmallIntegerField())
    grouped = sums(whole, wanted).annotate(span=span).filter(span__isnull=False)
    added = added_up(
        grouped.values_list("span", "organism__region", "indicator__code", "category__dimension__key", "category__key")
    )
    for rank, region, code, dimension, category, total, _ in sorted(added, key=lambda row: row[3] is not None):
        regions = totals[rank]
        if dimension is None:
            regions.setdefault(region, {})[code] = Result(total)
        elif code in regions.get(region, {}):
            regions[region][code].breakdown[dimension, category] = int(total)
    return totals
