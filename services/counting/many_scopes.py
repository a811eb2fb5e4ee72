"""The totals of activities of many scopes at once, each as `activity_totals` says it. Nothing is written.

One statement whatever the number of scopes: a page compares every organism.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from roriq_portal.database.replica import reading_cursor
from services.counting.activity_totals import NamedPartners, Result, Scope

# The live activities of each scope, once a scope: who did them, when, for which agreement, where
SCOPED = """
    WITH scope AS (
        SELECT * FROM unnest(
            %(ranks)s::int[], %(agreements)s::bigint[], %(starts)s::date[], %(ends)s::date[],
            %(in_mrcs)s::boolean[], %(in_regions)s::boolean[]
        ) AS scope (rank, agreement_id, first_day, last_day, in_mrcs, in_regions)
    ), owner AS (
        SELECT * FROM unnest(%(owner_ranks)s::int[], %(owners)s::bigint[]) AS owner (rank, organism_id)
    ), mrc AS (
        SELECT * FROM unnest(%(mrc_ranks)s::int[], %(mrcs)s::bigint[]) AS mrc (rank, id)
    ), region AS (
        SELECT * FROM unnest(%(region_ranks)s::int[], %(regions)s::bigint[]) AS region (rank, id)
    ), counted AS (
        SELECT scope.rank, activity.id, activity.component, activity.activity_type_id
        FROM scope JOIN owner USING (rank)
        JOIN services_activity activity ON activity.organism_id = owner.organism_id
            AND activity.day BETWEEN scope.first_day AND scope.last_day AND activity.withdrawn_at IS NULL
        LEFT JOIN organisms_municipality place ON place.id = activity.municipality_id
        WHERE (scope.agreement_id IS NULL OR EXISTS (
            SELECT FROM services_charge charge
            WHERE charge.activity_id = activity.id AND charge.agreement_id = scope.agreement_id
        )) AND (NOT scope.in_mrcs OR EXISTS (
            SELECT FROM mrc WHERE mrc.rank = scope.rank AND mrc.id = place.mrc_id
        )) AND (NOT scope.in_regions OR EXISTS (
            SELECT FROM region WHERE region.rank = scope.rank AND (
                (place.mrc_id IS NULL AND place.region_id = region.id) OR EXISTS (
                    SELECT FROM organisms_mrcregion dated WHERE dated.mrc_id = place.mrc_id
                    AND dated.region_id = region.id AND dated.during @> activity.day
                )
            )
        ))
    )
"""
TOTALS = f"""{SCOPED}
    SELECT counted.rank, indicator.code, SUM(number.value)
    FROM counted JOIN services_count number ON number.activity_id = counted.id
    JOIN organisms_indicator indicator ON indicator.id = number.indicator_id
    WHERE indicator.code = ANY(%(codes)s) GROUP BY 1, 2
"""
PARTS = f"""{SCOPED}
    SELECT counted.rank, indicator.code, dimension.key, category.key, SUM(part.value)
    FROM counted JOIN services_count number ON number.activity_id = counted.id
    JOIN organisms_indicator indicator ON indicator.id = number.indicator_id
    JOIN services_breakdown part ON part.count_id = number.id
    JOIN organisms_category category ON category.id = part.category_id
    JOIN organisms_dimension dimension ON dimension.id = category.dimension_id
    WHERE indicator.code = ANY(%(codes)s) GROUP BY 1, 2, 3, 4
"""
ACTIVITIES = f"{SCOPED} SELECT rank, COUNT(*) FROM counted GROUP BY 1"
NAMED = f"""{SCOPED}
    SELECT DISTINCT counted.rank, partner.kind, counted.component, partner.id, partner.organism_id
    FROM counted JOIN services_activity_partners link ON link.activity_id = counted.id
    JOIN services_partner partner ON partner.id = link.partner_id
"""
NAMELESS = f"""{SCOPED}
    SELECT counted.rank, kind.names_partner, counted.component, COUNT(*)
    FROM counted JOIN services_activitytype kind ON kind.id = counted.activity_type_id
    WHERE kind.names_partner <> '' AND NOT EXISTS (
        SELECT FROM services_activity_partners link JOIN services_partner partner ON partner.id = link.partner_id
        WHERE link.activity_id = counted.id AND partner.kind = kind.names_partner
    ) GROUP BY 1, 2, 3
"""


def counts_of_many(scopes: Sequence[Scope], codes: Iterable[str]) -> dict[Scope, dict[str, Result]]:
    """Return, for each scope of one organism, what `counts` would of these codes. Two statements."""
    wanted = {"codes": sorted(set(codes))}
    results: dict[Scope, dict[str, Result]] = {scope: {} for scope in scopes}
    for rank, code, total in _run(TOTALS, scopes, wanted):
        results[scopes[rank]][code] = Result(Decimal(total))
    for rank, code, dimension, category, number in _run(PARTS, scopes, wanted):
        if code in results[scopes[rank]]:  # recorded by somebody between the two statements
            results[scopes[rank]][code].breakdown[dimension, category] = int(number)
    return results


def activities_of_many(scopes: Sequence[Scope]) -> dict[Scope, int]:
    """Return how many live activities each scope has, each once. One statement."""
    results = dict.fromkeys(scopes, 0)
    for rank, number in _run(ACTIVITIES, scopes, {}):
        results[scopes[rank]] = number
    return results


def partners_of_many(scopes: Sequence[Scope]) -> dict[Scope, NamedPartners]:
    """Return, for each scope, what `named_partners` would. Two statements."""
    results = {scope: NamedPartners({}, {}) for scope in scopes}
    for rank, kind, component, partner, organism in _run(NAMED, scopes, {}):
        book = results[scopes[rank]]
        book.named.setdefault((kind, component), set()).add(partner)
        book.owners[partner] = organism
    for rank, kind, component, number in _run(NAMELESS, scopes, {}):
        results[scopes[rank]].unnamed[kind, component] = number
    return results


def _run(statement: str, scopes: Sequence[Scope], more: dict[str, list]) -> list[tuple]:
    if not scopes:
        return []
    with reading_cursor() as cursor:
        cursor.execute(statement, _columns(scopes) | more)
        return cursor.fetchall()


def _columns(scopes: Sequence[Scope]) -> dict[str, list]:
    """Return the scopes as arrays, one value a scope; owners and places are pairs (rank of the scope, id)."""
    columns: dict[str, list] = {
        "ranks": list(range(len(scopes))),
        "agreements": [scope.agreement_id for scope in scopes],
        "starts": [scope.start for scope in scopes],
        "ends": [scope.end for scope in scopes],
        "in_mrcs": [bool(scope.mrc_ids) for scope in scopes],
        "in_regions": [bool(scope.region_ids) for scope in scopes],
    }
    pairs: dict[str, list] = defaultdict(list)
    for rank, scope in enumerate(scopes):
        owners = (scope.organism_id, *scope.partner_ids)
        for ranks, ids, values in (
            ("owner_ranks", "owners", owners),
            ("mrc_ranks", "mrcs", scope.mrc_ids),
            ("region_ranks", "regions", scope.region_ids),
        ):
            pairs[ranks] += [rank] * len(values)
            pairs[ids] += values
    return columns | dict(pairs)
