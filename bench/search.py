"""The search of the whole portal over 10 000 organisms, 10 000 agreements and 100 000 partners, for two persons.

`BENCH_PARTNERS=1000000` for another size. Each word is asked of every kind of thing, as the page does; then a name that
nothing bears, with those that are near. The processor's time counts, of Python and PostgreSQL: the watch also measures
who else works on the machine.
"""

import os
import statistics
from collections.abc import Callable

from django.db import connection
from django.test import override_settings

from agreements.models import Programme
from bench.rounds import once, report, scratch_database
from organisms.models import User
from roriq_portal.navigation.seats import seats_of
from search.finding import search
from search.near_names import near_names
from search.results import Asked
from search.words import words_of
from tests import factories

ORGANISMS, AGREEMENTS, PARTNERS = 10_000, 10_000, int(os.environ.get("BENCH_PARTNERS", "100000"))
MOST_MS, ROUNDS = 50, 9
WORDS = ("accueil", "maison", "or vallee", "entente 2031", "ac", "saint felix 12", "ville")
NEAR = ("coperative lachanse", "mezon de l accueill")
FIRST = "ARRAY['Maison', 'Centre', 'Carrefour', 'Comité', 'Coopérative', 'Garage', 'École', 'Halte', 'Ferme', 'Relais']"
LAST = """ARRAY['d’accueil', 'de la Vallée-de-l’Or', 'Saint-Félix', 'du Nord', 'Lachance & fils', '(SANA)', 'Boréale',
    'des Érables', 'de Montmagny', 'Côté']"""
NAME = f"({FIRST})[1 + n %% 10] || ' ' || ({LAST})[1 + (n / 10) %% 10] || ' ' || n"
KEY = f"btrim(translate(lower({NAME}), 'éôà’''-()&', 'eoa      '))"


def fill(region: int, programme: int, funder: int) -> None:
    """Write the rows by INSERT … SELECT, triggers set aside; a hundredth of the partners are of the first organism."""
    statements: list[tuple[str, list]] = [
        (f"""INSERT INTO organisms_organism (name, sort_name, region_id, components, neq, email, phone, website,
                year_starts, delegate, privacy_officer, privacy_email)
            SELECT {NAME}, {KEY}, %s, '{{1,2}}', '', '', '', '', 4, '', '', '' FROM generate_series(1, %s) n""",
         [region, ORGANISMS]),
        ("""INSERT INTO agreements_agreement (organism_id, programme_id, reference, funder_reference, title, during,
                components, issued_by_network, created_at)
            SELECT o.id, %s, 'ENT-' || (2020 + n %% 20) || '-' || n, 'D' || n, 'Entente d’accueil ' || n,
                daterange(date '2020-04-01' + (n %% 1000)::int, date '2025-04-01'), '{1}', false, now()
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM organisms_organism LIMIT %s) o""",
         [programme, AGREEMENTS]),
        ("""INSERT INTO agreements_agreementfunder (agreement_id, funder_id, is_lead, share)
            SELECT id, %s, true, 100 FROM agreements_agreement""", [funder]),
        (f"""INSERT INTO services_partner (organism_id, kind, name, sort_name, neq, revision)
            SELECT CASE WHEN n %% 100 = 0 THEN (SELECT min(id) FROM organisms_organism)
                    ELSE (SELECT min(id) FROM organisms_organism) + n %% 150 END,
                'partner', {NAME}, {KEY}, '', 1
            FROM generate_series(1, %s) n""", [PARTNERS]),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for sql, params in statements:
            cursor.execute(sql, params)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def run() -> bool:
    with scratch_database(), override_settings(DEBUG=False):
        organism = factories.make_organism("La Croisée du banc")
        user = factories.make_seated_user("Personne du banc", organism, "coordinator")
        network = factories.make_network_user("Réseau du banc")
        funder = factories.make_funder("Ville du banc")
        fill(organism.region_id, Programme.objects.order_by("pk").values_list("pk", flat=True)[0], funder.pk)
        met = [_asked_by(who, words) for who in (user, network) for words in (*WORDS, *NEAR)]
        return all(met)


def _asked_by(person: User, typed: str) -> bool:
    who = User.objects.get(pk=person.pk)
    asked = Asked(who, seats_of(who), words_of(typed))
    act: Callable[[], object] = (lambda: near_names(asked)) if typed in NEAR else (lambda: search(asked))
    act()
    rounds = [once(act, with_server=True) for _ in range(ROUNDS)]
    cpu, wall = (statistics.median(measured) * 1000 for measured in zip(*rounds, strict=True))
    answered = f"{len(near_names(asked))} noms" if typed in NEAR else _counted(asked)
    words = f"« {typed} », {person.name} (ms de processeur)"
    return report("S1", words, cpu, MOST_MS, beside=f"{wall:.0f} ms à la montre ; {answered}")


def _counted(asked: Asked) -> str:
    return ", ".join(f"{group.total} {group.kind.key}" for group in search(asked))
