"""Results over a real year: the page of one organism and of the network, on 100 000 and 1 000 000 counts.

D1: the report's ORM query ÷ the same sum in raw SQL on the same index. D2, D3, D6: the monthly sums against the records
they stand for. Page times are printed, the bound is 300 ms. `BENCH_COUNTS="1000000 10000000"` for other sizes.
"""

import os
import statistics
import sys
from datetime import date

from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from bench.rounds import once, ratio, report, scratch_database
from organisms.models import Category, Indicator
from services.counting.activity_totals import Scope, counts
from services.counting.monthly_sums import differences, fold_sums
from services.models import ActivityType
from tests import factories

SIZES = [int(words) for words in os.environ.get("BENCH_COUNTS", "100000 1000000").split()]
ORGANISMS = 141
START, END = date(2025, 4, 1), date(2026, 3, 31)
PAGE_MOST_MS, SUMS_MOST_MS = 300, 50
# By place every record of the network is added up: no monthly sum says where
PLACES_MOST_MS = 3000
UPKEEP_ROWS = 100_000
RAW_TOTALS = """SELECT i.code, SUM(c.value) FROM services_count c JOIN services_activity a ON a.id = c.activity_id
    JOIN organisms_indicator i ON i.id = c.indicator_id
    WHERE {scope} AND a.day BETWEEN %s AND %s AND a.withdrawn_at IS NULL GROUP BY i.code"""
RAW_PARTS = """SELECT i.code, d.key, k.key, SUM(b.value) FROM services_breakdown b
    JOIN services_count c ON c.id = b.count_id JOIN services_activity a ON a.id = c.activity_id
    JOIN organisms_indicator i ON i.id = c.indicator_id
    JOIN organisms_category k ON k.id = b.category_id JOIN organisms_dimension d ON d.id = k.dimension_id
    WHERE {scope} AND a.day BETWEEN %s AND %s AND a.withdrawn_at IS NULL GROUP BY i.code, d.key, k.key"""
OF_AGREEMENT = """a.organism_id = %s
    AND EXISTS (SELECT 1 FROM services_charge h WHERE h.activity_id = a.id AND h.agreement_id = %s)"""


def fill(organisms: list[int], agreement: int, size: int, first: date = START, days: int = 365) -> None:
    """Write `size` counts, two an activity, as many parts by sex and category, spread over the organisms and the days.

    Every second activity of the first organism is charged to the agreement.
    """
    kinds = list(ActivityType.objects.filter(organism=None, component__in=(1, 2, 4)).values_list("pk", "component"))
    codes = ["V1.01", "V1.02", "V2.08", "V2.09", "V4.01", "V4.02", "V4.13", "V4.14"]
    indicators = dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))
    pairs = [indicators[code] for code in codes]
    parts = list(
        Category.objects.filter(key__in=("femmes", "hommes", "economique", "refugies")).values_list("pk", flat=True)
    )
    statements: list[tuple[str, list]] = [
        ("""INSERT INTO services_activity (organism_id, activity_type_id, component, day, immigrants, note, revision,
                created_at, changed_at, withdrawn_reason)
            SELECT (%s::bigint[])[1 + n %% %s], (%s::bigint[])[1 + n %% %s], (%s::int[])[1 + n %% %s],
                CAST(%s AS date) + (n %% %s)::int, 4 + n %% 12, '', 1, now(), now(), ''
            FROM generate_series(1, %s) n""",
         [organisms, len(organisms), [k for k, _ in kinds], len(kinds), [c for _, c in kinds], len(kinds), first, days,
          size // 2]),
        ("""INSERT INTO services_count (activity_id, indicator_id, value)
            SELECT a.id, (%s::bigint[])[1 + (2 * (a.id %% 4) + k)::int], CASE k WHEN 0 THEN 1 ELSE a.immigrants END
            FROM services_activity a, generate_series(0, 1) k""", [pairs]),
        ("""INSERT INTO services_breakdown (count_id, category_id, value)
            SELECT c.id, k, 2 FROM services_count c, unnest(%s::bigint[]) k
            WHERE c.value >= 4 AND c.id %% 5 < 3""", [parts]),
        ("""INSERT INTO services_charge (activity_id, agreement_id)
            SELECT a.id, g.id FROM services_activity a JOIN agreements_agreement g ON g.id = %s AND a.day <@ g.during
            WHERE a.organism_id = %s AND a.id %% 2 = 0""", [agreement, organisms[0]]),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
        cursor.execute("VACUUM ANALYZE services_activity, services_count, services_breakdown, services_charge")
        cursor.execute("VACUUM ANALYZE services_monthlysum")


def run() -> bool:
    with override_settings(DEBUG=False):
        sizes = [_at(size) for size in SIZES]  # each is run, whatever the one before says
    met, walls = [met for met, _ in sizes], [wall for _, wall in sizes]
    if len(walls) > 1:
        words = f"données du réseau, {SIZES[-1]} ÷ {SIZES[0]} fiches comptées"
        met.append(report("D3", words, walls[-1] / walls[0], 1.5))
    return all(met)


def _at(size: int) -> tuple[bool, float]:
    """Return whether every goal is met at this size, and the milliseconds that the network's figures took."""
    with scratch_database():
        organisms = [factories.make_organism(f"Organisme {number}") for number in range(ORGANISMS)]
        user = factories.make_seated_user("Personne du banc", organisms[0], "coordinator")
        agreement = factories.make_agreement(organisms[0], factories.make_funder(), start=START, end=date(2026, 4, 1))
        network = factories.make_network_user("Réseau du banc")
        fill([organism.pk for organism in organisms], agreement.pk, size)
        sys.stdout.write(f"{size} fiches comptées, {ORGANISMS} organismes, une année\n")
        met = [_report_query(organisms[0].pk, agreement.pk, size)]
        wall, of_sums = _network_figures(size)
        met += of_sums
        results = reverse("services:organism-results", args=[organisms[0].pk])
        met.append(_page(user, results, f"page d’un organisme, {size} (ms)"))
        met.append(_page(network, reverse("services:network-results"), f"page du réseau, {size} (ms)"))
        region = organisms[0].region.code
        for words, name, args in (
            ("d’une région", "region-results", [region]),
            ("d’une région par MRC", "region-places", [region]),
            ("du réseau par région", "network-regions", []),
        ):
            url = reverse(f"services:{name}", args=args)
            met.append(_page(network, url, f"page {words}, {size} (ms)", most=PLACES_MOST_MS))
        met.append(_upkeep())
    return all(met), wall


def _report_query(organism_id: int, agreement_id: int, size: int) -> bool:
    scope, params = Scope(organism_id, START, END, agreement_id=agreement_id), [organism_id, agreement_id, START, END]
    ours, theirs = _compared(scope, OF_AGREEMENT, params)
    return report("D1", f"requête du rapport ÷ SQL, {size} (montre)", ratio(ours, theirs, 15).wall, 1.30)


def _network_figures(size: int) -> tuple[float, list[bool]]:
    ours, theirs = _compared(Scope(None, START, END), "TRUE", [START, END])
    share = ratio(ours, theirs, 5).wall
    met = [report("D2", f"données du réseau ÷ somme des fiches, {size} (montre)", share, 0.20)]
    wall = statistics.median(once(ours)[1] * 1000 for _ in range(9))
    met.append(report("D3", f"données du réseau, {size} (ms)", wall, SUMS_MOST_MS))
    return wall, met


def _compared(scope: Scope, where: str, params: list) -> tuple:
    """Return the product's sum and the raw one, once they were seen to agree."""

    def raw() -> tuple[list, list]:
        with connection.cursor() as cursor:
            cursor.execute(RAW_TOTALS.format(scope=where), params)
            totals = cursor.fetchall()
            cursor.execute(RAW_PARTS.format(scope=where), params)
            return totals, cursor.fetchall()

    results, (totals, parts) = counts(scope), raw()
    assert totals, "nothing to compare"
    assert {code: result.value for code, result in results.items()} == dict(totals)
    by_part = {(code, *key): value for code, result in results.items() for key, value in result.breakdown.items()}
    assert by_part == {tuple(row[:3]): row[3] for row in parts}
    return lambda: counts(scope), raw


def _upkeep() -> bool:
    """Copy 100 000 counts and their parts again, with the triggers of the sums and without."""
    with_sums, without = (lambda: _copied(with_sums=True)), (lambda: _copied(with_sums=False))
    cost = ratio(with_sums, without, 3).wall
    is_met = report("D6", f"inscrire {UPKEEP_ROWS} comptes avec ÷ sans les sommes (montre)", cost, 2.2)
    fold_sums()
    left = differences()
    assert not left, left[:3]
    return is_met


def _copied(*, with_sums: bool) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if not with_sums:
            _without_sums(cursor)
        cursor.execute(
            """INSERT INTO services_activity (organism_id, activity_type_id, component, day, note, revision, created_at,
                changed_at, withdrawn_reason)
            SELECT organism_id, activity_type_id, component, day, 'copie', 1, now(), now(), '' FROM services_activity
            ORDER BY id LIMIT %s RETURNING id""", [UPKEEP_ROWS // 2])  # fmt: skip
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            """INSERT INTO services_count (activity_id, indicator_id, value)
            SELECT a, i.id, 9 FROM unnest(%s::bigint[]) a,
                (SELECT id FROM organisms_indicator WHERE code IN ('V1.01', 'V1.02')) i
            RETURNING id""", [ids])  # fmt: skip
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            """INSERT INTO services_breakdown (count_id, category_id, value)
            SELECT c, k.id, 2 FROM unnest(%s::bigint[]) c, (SELECT id FROM organisms_category
                WHERE key IN ('femmes', 'hommes')) k""", [ids])  # fmt: skip
        transaction.set_rollback(True)


def _without_sums(cursor) -> None:
    cursor.execute(
        """SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger
        WHERE tgname LIKE 'pgtrigger_keeps_sums%' AND tgrelid IN
            ('services_activity'::regclass, 'services_count'::regclass, 'services_breakdown'::regclass)"""
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


def _page(user, url: str, words: str, most: int = PAGE_MOST_MS) -> bool:
    client = Client()
    client.force_login(user)
    times = []
    for _ in range(6):
        _, wall = once(lambda: _served(client, url))
        times.append(wall * 1000)
    return report("page", words, statistics.median(times[1:]), most)


def _served(client, url: str) -> None:
    answer = client.get(f"{url}?periode=etat-2025")
    assert "Participations aux séances" in answer.content.decode(), (url, answer.status_code)
