"""The totals of activities, from which every figure of the records comes. Queries only, nothing written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count as CountRows
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from organisms.models import Component, MrcRegion
from services.counting.monthly_sums import added_up, cut, sums
from services.models import Activity, Breakdown, Count, Partner

# Distinct rows of one kind, named on the activities of one component
PARTNER_POPULATIONS = {
    "V3.01": (Partner.Kind.EMPLOYER, Component.EMPLOYERS),
    "V3.04": (Partner.Kind.EMPLOYER, Component.EMPLOYERS),
    "V4.16": (Partner.Kind.PARTNER, Component.SETTLEMENT),
    "V5.02": (Partner.Kind.PARTNER, Component.DEVELOPMENT),
}


@dataclass(frozen=True)
class Scope:
    """Which activities: of one organism, from `start` to `end` (both included), charged to an agreement, in places.

    `partner_ids`: the other organisms whose work counts too, for a shared agreement. Without `organism_id`: all the
    organisms of `home_region_id`, or of the network when that is empty too.
    """

    organism_id: int | None
    start: date
    end: date
    agreement_id: int | None = None
    mrc_ids: tuple[int, ...] = ()
    region_ids: tuple[int, ...] = ()
    partner_ids: tuple[int, ...] = ()
    home_region_id: int | None = None

    @property
    def is_whole_organisms(self) -> bool:
        """Whether everything its organisms did counts, whoever pays and wherever it was."""
        return not (self.agreement_id or self.mrc_ids or self.region_ids)

    def owners(self) -> Q:
        """Return whose activities count. An equality is what the index of one organism's records is for."""
        if self.organism_id is None:
            return Q(organism__region=self.home_region_id) if self.home_region_id else Q()
        if self.partner_ids:
            return Q(organism__in=(self.organism_id, *self.partner_ids))
        return Q(organism=self.organism_id)


@dataclass(frozen=True)
class Result:
    """The total of one indicator; `breakdown`: (dimension key, category key) → number, possibly partial."""

    value: Decimal
    breakdown: dict[tuple[str, str], int] = field(default_factory=dict)

    def __add__(self, other: "Result") -> "Result":
        parts = Counter(self.breakdown)
        parts.update(other.breakdown)
        return Result(self.value + other.value, dict(parts))


@dataclass(frozen=True)
class PartnerResult:
    """`value` distinct partners were named, `unnamed` activities that should name one name none.

    `lists`: how many organisms named some, each in a list of its own. `value` is then the longest of them: nobody knows
    who stands in two.
    """

    value: int
    unnamed: int
    lists: int = 1

    @property
    def is_least(self) -> bool:
        """Whether there may be more."""
        return self.unnamed > 0 or self.lists > 1


def activities(scope: Scope) -> QuerySet[Activity]:
    """Return the live activities of a scope, each once, unordered."""
    rows = Activity.objects.live().in_period(scope.start, scope.end).filter(scope.owners()).order_by()
    if scope.agreement_id:
        rows = rows.filter(charges__agreement=scope.agreement_id)
    if scope.mrc_ids:
        rows = rows.filter(municipality__mrc__in=scope.mrc_ids)
    if scope.region_ids:
        rows = rows.filter(_in_regions(scope.region_ids))
    return rows


def _in_regions(region_ids: Iterable[int]) -> Q:
    """An MRC lies in the region it had on the day of the activity; a municipality without MRC, in its own."""
    dated = MrcRegion.objects.filter(mrc=OuterRef("municipality__mrc"), during__contains=OuterRef("day"))
    return Q(Exists(dated.filter(region__in=region_ids))) | Q(
        municipality__mrc__isnull=True, municipality__region__in=region_ids
    )


def counts(scope: Scope, codes: Iterable[str] | None = None, *, with_parts: bool = True) -> dict[str, Result]:
    """Return the result of each indicator code that has at least one count in the scope; without parts, totals only.

    A code without any record is absent: no data is never zero. Each activity counts once, whatever its charges.
    Whole organisms answer from their monthly sums, and from records for the days of a month cut short.
    """
    wanted = None if codes is None else list(codes)
    if not scope.is_whole_organisms:
        return _recorded(scope, wanted, with_parts)
    months, edges = _months_and_edges(scope)
    results = [_recorded(edge, wanted, with_parts) for edge in edges]
    if months:
        results.append(_summed(scope, months, wanted, with_parts))
    return _join(results)


def _months_and_edges(scope: Scope) -> tuple[tuple[date, date] | None, list[Scope]]:
    parts = cut(scope.start, scope.end)
    return parts.months, [replace(scope, start=start, end=end) for start, end in parts.edges]


def _join(results: Iterable[dict[str, Result]]) -> dict[str, Result]:
    joined: dict[str, Result] = {}
    for code, result in (pair for part in results for pair in part.items()):
        joined[code] = joined[code] + result if code in joined else result
    return joined


def _summed(scope: Scope, months: tuple[date, date], codes: list[str] | None, with_parts: bool) -> dict[str, Result]:
    rows = sums(months, scope.owners())
    if codes is not None:
        rows = rows.filter(indicator__code__in=codes)
    if not with_parts:
        rows = rows.filter(category=None)
    grouped = rows.values_list("indicator__code", "category__dimension__key", "category__key")
    added = list(added_up(grouped))
    totals = [(code, total) for code, dimension, _, total, _ in added if dimension is None]
    return _results(totals, [(*row[:3], int(row[3])) for row in added if row[1] is not None])


def _recorded(scope: Scope, codes: list[str] | None, with_parts: bool) -> dict[str, Result]:
    totals = Count.objects.filter(activity__in=activities(scope)).order_by()
    parts = Breakdown.objects.filter(count__activity__in=activities(scope)).order_by()
    if codes is not None:
        totals = totals.filter(indicator__code__in=codes)
        parts = parts.filter(count__indicator__code__in=codes)
    summed = totals.values_list("indicator__code").annotate(total=Sum("value"))
    if not with_parts:
        return _results(summed, [])
    grouped = parts.values_list("count__indicator__code", "category__dimension__key", "category__key")
    return _results(summed, grouped.annotate(total=Sum("value")))


def counts_outside(scope: Scope, days: Mapping[str, list[DateRange]]) -> dict[str, Decimal]:
    """Return the total of each of these codes in the scope, without the days that stand beside it. One query.

    A code without any record there is absent.
    """
    rows = Count.objects.filter(activity__in=activities(scope)).order_by()
    asked = Q(pk__in=[])
    for code, left_out in days.items():
        inside = Q(pk__in=[])
        for part in left_out:
            inside |= Q(activity__day__gte=part.lower, activity__day__lt=part.upper)
        asked |= Q(indicator__code=code) & ~inside
    return dict(rows.filter(asked).values_list("indicator__code").annotate(total=Sum("value")))


def _results(totals: Iterable[tuple], parts: Iterable[tuple]) -> dict[str, Result]:
    results = {code: Result(value) for code, value in totals}
    for code, dimension, category, value in parts:
        if code in results:  # recorded by somebody between the two queries
            results[code].breakdown[dimension, category] = value
    return results


def totals_by_month(scope: Scope, code: str) -> dict[date, Decimal]:
    """Return one indicator month by month: first day → total; a month without any record is absent."""
    months, edges = _months_and_edges(scope) if scope.is_whole_organisms else (None, [scope])
    queries = [_by_month(edge, code) for edge in edges]
    if months:
        rows = sums(months, scope.owners()).filter(indicator__code=code, category=None)
        queries.append(added_up(rows.values_list("month")).values_list("month", "total"))
    # No month is on both sides of a cut
    return dict(sorted(pair for rows in queries for pair in rows))


def monthly_totals(scope: Scope, codes: Iterable[str]) -> dict[str, dict[date, Decimal]]:
    """Return code → first day of each whole month of the scope that has a record → total of whole organisms. One query.

    A code without any record is absent.
    """
    months = cut(scope.start, scope.end).months
    totals: dict[str, dict[date, Decimal]] = {}
    if months is None:
        return totals
    rows = sums(months, scope.owners()).filter(indicator__code__in=list(codes), category=None)
    for code, month, total, _ in added_up(rows.values_list("indicator__code", "month")):
        totals.setdefault(code, {})[month] = total
    return totals


def _by_month(scope: Scope, code: str) -> QuerySet:
    rows = Count.objects.filter(activity__in=activities(scope), indicator__code=code).order_by()
    return rows.values_list(TruncMonth("activity__day")).annotate(total=Sum("value"))


@dataclass(frozen=True)
class NamedPartners:
    """Who was named in a scope, by (kind, component), and how many activities should have named one and did not.

    `owners`: partner → the organism in whose list it stands.
    """

    named: dict[tuple[str, int], set[int]]
    unnamed: dict[tuple[str, int], int]
    owners: dict[int, int] = field(default_factory=dict)

    def of(self, codes: Iterable[str]) -> PartnerResult:
        """Return the union of the codes' populations: a partner in two of them counts once.

        The lists of two organisms are never added: « Acme inc. » of one may be « ACME Inc. » of the other.
        """
        populations = {PARTNER_POPULATIONS[code] for code in codes}
        named = set().union(*(self.named.get(population, set()) for population in populations))
        lists = Counter(self.owners.get(partner) for partner in named)
        unnamed = sum(self.unnamed.get(population, 0) for population in populations)
        return PartnerResult(max(lists.values(), default=0), unnamed, max(len(lists), 1))


def named_partners(scope: Scope) -> NamedPartners:
    """Return the partners named in a scope, whatever the codes asked of it afterwards. Two queries."""
    rows = activities(scope)
    linked = Activity.partners.through.objects.filter(activity__in=rows).order_by()
    named = linked.values_list("partner__kind", "activity__component", "partner", "partner__organism").distinct()
    nameless = rows.exclude(activity_type__names_partner="").exclude(
        names_a_partner(OuterRef("activity_type__names_partner"))
    )
    grouped = nameless.values_list("activity_type__names_partner", "component").annotate(n=CountRows("pk"))
    book = NamedPartners({}, {(kind, component): n for kind, component, n in grouped})
    for kind, component, partner, organism in named:
        book.named.setdefault((kind, component), set()).add(partner)
        book.owners[partner] = organism
    return book


def names_a_partner(kind: str | OuterRef) -> Exists:
    """Return the condition on activities that name a partner of this kind."""
    return Exists(Activity.partners.through.objects.filter(activity=OuterRef("pk"), partner__kind=kind))


def contributions(rows: QuerySet[Activity], codes: Iterable[str] | None) -> QuerySet[Activity]:
    """Give each activity the `total` it adds to a figure of these codes; without codes, how many partners it names."""
    if codes is None:
        return rows.annotate(total=CountRows("partners"))
    return rows.annotate(total=Sum("counts__value", filter=Q(counts__indicator__code__in=list(codes))))


def records_behind(scope: Scope, codes: Iterable[str]) -> QuerySet[Activity]:
    """Return the live activities behind a figure of these codes, newest first: they count one or name a partner."""
    return in_order(activities(scope).filter(counting_any(codes)))


def in_order(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return activities newest first."""
    return rows.order_by(F("day").desc(), F("pk").desc())


def counting_any(codes: Iterable[str]) -> Q:
    """Return the condition on activities behind these codes: they count one, or name (or should name) a partner."""
    codes = list(codes)
    counted = Exists(Count.objects.filter(activity=OuterRef("pk"), indicator__code__in=codes))
    named = Q(pk__in=[])
    for kind, component in {PARTNER_POPULATIONS[code] for code in codes if code in PARTNER_POPULATIONS}:
        named |= Q(component=component) & (Q(names_a_partner(kind)) | Q(activity_type__names_partner=kind))
    return Q(counted) | named


def records_of_category(scope: Scope, code: str, category_id: int) -> QuerySet[Activity]:
    """Return the live activities that count this indicator in this category, newest first, with their `total` there."""
    parts = Breakdown.objects.filter(count__activity=OuterRef("pk"), count__indicator__code=code, category=category_id)
    rows = activities(scope).annotate(total=Subquery(parts.values("value")))
    return rows.filter(total__isnull=False).order_by(F("day").desc(), F("pk").desc())


# Records name employers, they do not say which ones were helped rather than met: alone, such a line is a question
UNTOLD = {"V3.04"}
