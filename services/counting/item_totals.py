"""The totals of activities for each of several items: a component, an agreement, a funder, a place. Queries only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from roriq_portal.database.replica import reading_cursor
from services.counting.activity_totals import PARTNER_POPULATIONS, Result, Scope, activities, names_a_partner
from services.models import Activity, Breakdown, Charge, Count

WHOLE = "whole"
# As in many_scopes.py: an MRC lies in the region it had on the day of the activity
BY_PLACE = """
    SELECT indicator.code, organism.region_id,
        CASE WHEN place.mrc_id IS NULL THEN place.region_id ELSE dated.region_id END, mrc.name, SUM(number.value)
    FROM services_activity activity
    JOIN services_count number ON number.activity_id = activity.id
    JOIN organisms_indicator indicator ON indicator.id = number.indicator_id
    JOIN organisms_organism organism ON organism.id = activity.organism_id
    LEFT JOIN organisms_municipality place ON place.id = activity.municipality_id
    LEFT JOIN organisms_mrc mrc ON mrc.id = place.mrc_id
    LEFT JOIN organisms_mrcregion dated ON dated.mrc_id = place.mrc_id AND dated.during @> activity.day
    WHERE activity.withdrawn_at IS NULL AND activity.day BETWEEN %s AND %s
    GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Worked:
    """Whose work, and where: the organism's region, then the region and the MRC of the place on the day of the record.

    `region_id` None: a record without a place; `mrc` empty: there, or in a municipality without MRC.
    """

    home_id: int
    region_id: int | None
    mrc: str


class Item(StrEnum):
    """What activities say of themselves, by which a total may be parted; named by its key, an MRC by its code."""

    COMPONENT = "component"
    MRC = "mrc"
    AGREEMENT = "agreement"
    FUNDER = "funder"

    @property
    def is_shared(self) -> bool:
        """Whether an activity may be of several items at once: its parts then add up to more than the whole."""
        return self in (Item.AGREEMENT, Item.FUNDER)


PATHS = {
    Item.COMPONENT: "component",
    Item.MRC: "municipality__mrc__code",
    Item.AGREEMENT: "charges__agreement",
    Item.FUNDER: "charges__agreement__signatures__funder",
}


@dataclass(frozen=True)
class ItemTotals:
    """What the activities of a scope add up to: for each item that has some, and for all of them, each once."""

    parts: dict[str, dict[str, Result]] = field(default_factory=dict)
    whole: dict[str, Result] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemPartners:
    """Who was named in the activities of an item: `named` partners, `unnamed` activities that should name one."""

    named: frozenset[int] = frozenset()
    unnamed: int = 0


def of_items(item: Item, pks: Iterable[str], prefix: str = "") -> Q:
    """Return the condition on activities of any of these items; `prefix`: the way to the activity, with its `__`."""
    if not item.is_shared:
        return Q(**{f"{prefix}{PATHS[item]}__in": list(pks)})
    way = PATHS[item].removeprefix("charges__")
    return Q(Exists(Charge.objects.filter(activity=OuterRef(f"{prefix}pk"), **{f"{way}__in": list(pks)})))


def activities_by_item(scope: Scope, item: Item, pks: Iterable[str]) -> tuple[dict[str, int], int]:
    """Return item → how many live activities of a scope, and how many of all these items, each once. One query."""
    wanted = _wanted(item, pks, "")
    sums = activities(scope).aggregate(**{name: CountRows("pk", filter=q, distinct=True) for name, q in wanted.items()})
    return {name[1:]: n for name, n in sums.items() if name != WHOLE and n}, sums[WHOLE]


def counts_by_item(scope: Scope, codes: Iterable[str], item: Item, pks: Iterable[str]) -> ItemTotals:
    """Return the results of indicator codes for each of these items. An item without any record has none: no zero.

    Two queries, whatever the number of items.
    """
    wanted, totals = _wanted(item, pks, "activity__"), ItemTotals()
    rows = Count.objects.filter(activity__in=activities(scope), indicator__code__in=list(codes)).order_by()
    for code, name, value in _summed(rows, ("indicator__code",), wanted):
        _results_of(totals, name)[code[0]] = Result(value)
    wanted = _wanted(item, pks, "count__activity__")
    parts = Breakdown.objects.filter(count__activity__in=activities(scope), count__indicator__code__in=list(codes))
    by = ("count__indicator__code", "category__dimension__key", "category__key")
    for (code, dimension, category), name, value in _summed(parts.order_by(), by, wanted):
        if code in (results := _results_of(totals, name)):
            results[code].breakdown[dimension, category] = int(value)
    return totals


def totals_by_place(start: date, end: date) -> dict[str, dict[Worked, Decimal]]:
    """Return code → home region and place → total of the live records of these days, of every organism. One query."""
    with reading_cursor() as cursor:
        cursor.execute(BY_PLACE, [start, end])
        rows = cursor.fetchall()
    totals: dict[str, dict[Worked, Decimal]] = {}
    for code, home, region, mrc, total in rows:
        totals.setdefault(code, {})[Worked(home, region, mrc or "")] = Decimal(total)
    return totals


def _wanted(item: Item, pks: Iterable[str], prefix: str) -> dict[str, Q]:
    keys = list(pks)
    return {**{f"i{pk}": of_items(item, [pk], prefix) for pk in keys}, WHOLE: of_items(item, keys, prefix)}


def _summed(rows: QuerySet, by: tuple[str, ...], wanted: Mapping[str, Q]) -> Iterable[tuple[tuple, str, Decimal]]:
    """Return (what it is grouped by, item's name, sum), without the items that have no row."""
    sums = rows.values_list(*by).annotate(**{name: Sum("value", filter=q) for name, q in wanted.items()})
    for row in sums:
        for name, value in zip(wanted, row[len(by) :], strict=True):
            if value is not None:
                yield row[: len(by)], name, value


def _results_of(totals: ItemTotals, name: str) -> dict[str, Result]:
    return totals.whole if name == WHOLE else totals.parts.setdefault(name[1:], {})


def partners_by_item(scope: Scope, codes: Iterable[str], item: Item) -> dict[str, ItemPartners]:
    """Return item → the partners that its activities name, of the populations of these codes. Two queries."""
    populations = {PARTNER_POPULATIONS[code] for code in codes if code in PARTNER_POPULATIONS}
    path, rows = PATHS[item], activities(scope)
    linked = Activity.partners.through.objects.filter(activity__in=rows).order_by()
    named: dict[str, set[int]] = {}
    for kind, component, pk, partner in linked.values_list(
        "partner__kind", "activity__component", f"activity__{path}", "partner"
    ).distinct():
        if (kind, component) in populations:
            named.setdefault(str(pk), set()).add(partner)
    unnamed: dict[str, int] = {}
    nameless = rows.exclude(activity_type__names_partner="").exclude(
        names_a_partner(OuterRef("activity_type__names_partner"))
    )
    # From the rows anew: a scope that is charged has joined one charge of each activity, not all
    grouped = Activity.objects.filter(pk__in=nameless.values("pk")).order_by()
    by = ("activity_type__names_partner", "component", path)
    for kind, component, pk, number in grouped.values_list(*by).annotate(n=CountRows("pk", distinct=True)):
        if (kind, component) in populations:
            unnamed[str(pk)] = unnamed.get(str(pk), 0) + number
    return {pk: ItemPartners(frozenset(named.get(pk, ())), unnamed.get(pk, 0)) for pk in named.keys() | unnamed.keys()}
