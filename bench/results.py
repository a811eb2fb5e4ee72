"""Results over a real year: the page of one organism and of the network, on 100 000 and 1 000 000 counts.

D1: the report's ORM query ÷ the same sum in raw SQL on the same index. Page times are printed, the bound is 300 ms.
"""

import os
import statistics
import sys
from datetime import date

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from bench.rounds import once, ratio, report, scratch_database
from organisms.models import Category, Indicator
from services.models import ActivityType
from services.results import Scope, counts
from tests import factories

SIZES = [int(words) for words in os.environ.get("BENCH_COUNTS", "100000 1000000").split()]
ORGANISMS = 141
START, END = date(2025, 4, 1), date(2026, 3, 31)
TYPES = ["Séance d’information", "Atelier d’employabilité", "Premier accueil", "Suivi", "Activité de rapprochement"]
PAGE_MOST_MS = 300
RAW_TOTALS = """SELECT i.code, SUM(c.value) FROM services_count c JOIN services_activity a ON a.id = c.activity_id
    JOIN organisms_indicator i ON i.id = c.indicator_id
    WHERE a.organism_id = %s AND a.day BETWEEN %s AND %s AND a.withdrawn_at IS NULL GROUP BY i.code"""
RAW_PARTS = """SELECT i.code, d.key, k.key, SUM(b.value) FROM services_breakdown b JOIN services_count c ON c.id = b.count_id
    JOIN services_activity a ON a.id = c.activity_id JOIN organisms_indicator i ON i.id = c.indicator_id
    JOIN organisms_category k ON k.id = b.category_id JOIN organisms_dimension d ON d.id = k.dimension_id
    WHERE a.organism_id = %s AND a.day BETWEEN %s AND %s AND a.withdrawn_at IS NULL GROUP BY i.code, d.key, k.key"""


def fill(organisms: list[int], size: int) -> None:
    """Write a year of `size` counts, two an activity, as many parts by sex and category, spread over the organisms."""
    kinds = list(ActivityType.objects.filter(organism=None, component__in=(1, 2, 4)).values_list("pk", "component"))
    codes = ["V1.01", "V1.02", "V2.08", "V2.09", "V4.01", "V4.02", "V4.13", "V4.14"]
    indicators = dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))
    pairs = [indicators[code] for code in codes]
    parts = list(
        Category.objects.filter(key__in=("femmes", "hommes", "economique", "refugies")).values_list("pk", flat=True)
    )
    statements = [
        ("""INSERT INTO services_activity (organism_id, activity_type_id, component, day, immigrants, note, revision,
                created_at, changed_at, withdrawn_reason)
            SELECT (%s::bigint[])[1 + n %% %s], (%s::bigint[])[1 + n %% %s], (%s::int[])[1 + n %% %s],
                date '2025-04-01' + (n %% 365)::int, 4 + n %% 12, '', 1, now(), now(), ''
            FROM generate_series(1, %s) n""",
         [organisms, len(organisms), [k for k, _ in kinds], len(kinds), [c for _, c in kinds], len(kinds), size // 2]),
        ("""INSERT INTO services_count (activity_id, indicator_id, value)
            SELECT a.id, (%s::bigint[])[1 + (2 * (a.id %% 4) + k)::int], CASE k WHEN 0 THEN 1 ELSE a.immigrants END
            FROM services_activity a, generate_series(0, 1) k""", [pairs]),
        ("""INSERT INTO services_breakdown (count_id, category_id, value)
            SELECT c.id, k, 2 FROM services_count c, unnest(%s::bigint[]) k WHERE c.value >= 4 AND c.id %% 5 < 3""", [parts]),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
        cursor.execute("VACUUM ANALYZE services_activity, services_count, services_breakdown")


def run() -> bool:
    with override_settings(DEBUG=False):
        held = [_at(size) for size in SIZES]  # each is run, whatever the one before says
        return all(held)


def _at(size: int) -> bool:
    with scratch_database():
        organisms = [factories.make_organism(f"Organisme {number}") for number in range(ORGANISMS)]
        fill([organism.pk for organism in organisms], size)
        user = factories.make_seated_user("Personne du banc", organisms[0], "coordinator")
        network = factories.make_network_user("Réseau du banc")
        sys.stdout.write(f"{size} fiches comptées, {ORGANISMS} organismes, une année\n")
        one = reverse("services:organism-results", args=[organisms[0].pk])
        held = _d1(organisms[0].pk, size)
        own = _page(user, one, f"page d’un organisme, {size} (ms)")
        whole = _page(network, reverse("services:network-results"), f"page du réseau, {size} (ms)")
        return held and own and whole


def _d1(organism_id: int, size: int) -> bool:
    scope, params = Scope(organism_id, START, END), [organism_id, START, END]

    def raw() -> tuple[list, list]:
        with connection.cursor() as cursor:
            cursor.execute(RAW_TOTALS, params)
            totals = cursor.fetchall()
            cursor.execute(RAW_PARTS, params)
            return totals, cursor.fetchall()

    found, (totals, parts) = counts(scope), raw()
    assert {code: result.value for code, result in found.items()} == dict(totals)
    assert sum(len(result.breakdown) for result in found.values()) == len(parts)
    return report("D1", f"requête du rapport ÷ SQL, {size} (montre)", ratio(lambda: counts(scope), raw, 15).wall, 1.30)


def _page(user, url: str, words: str) -> bool:
    client = Client()
    client.force_login(user)
    times = []
    for _ in range(6):
        _, wall = once(lambda: _served(client, url))
        times.append(wall * 1000)
    return report("page", words, statistics.median(times[1:]), PAGE_MOST_MS)


def _served(client, url: str) -> None:
    answer = client.get(f"{url}?periode=etat-2025")
    assert "Participations aux séances" in answer.content.decode(), (url, answer.status_code)
