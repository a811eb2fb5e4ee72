"""The portrait of the network over five years of a million counts: time in the server ÷ a page that says hello.

T1: the whole page; T2: one section; T3: the running year, whose months are masked together. Bounds in milliseconds.
`BENCH_COUNTS="1000000 10000000"` for other sizes.
"""

import os
import statistics
import sys
from datetime import timedelta

from django.test import Client, override_settings
from django.urls import path, reverse
from django.utils import timezone

from bench.results import ORGANISMS, fill
from bench.rounds import once, report, scratch_database
from bench.web import hello
from network.portrait.reader import choose_masks
from organisms.models import Region
from roriq_portal import urls
from roriq_portal.fiscal_year import state_year_of, state_year_start
from tests import factories

SIZES = [int(words) for words in os.environ.get("BENCH_COUNTS", "1000000").split()]
PAGE_MOST_MS, ROUNDS = 300, 9
YEARS = 6


def run() -> bool:
    with override_settings(DEBUG=False):
        met = [_at(size) for size in SIZES]  # each is run, whatever the one before says
    return all(met)


def _at(size: int) -> bool:
    """Return whether every goal is met at this size."""
    today = timezone.localdate()
    running = state_year_of(today)
    first = state_year_start(running - YEARS + 1)
    with scratch_database():
        regions = list(Region.objects.order_by("code").values_list("code", flat=True))
        organisms = [
            factories.make_organism(f"Organisme {number}", region=regions[number % len(regions)])
            for number in range(ORGANISMS)
        ]
        funder = factories.make_funder()
        agreement = factories.make_agreement(organisms[0], funder, start=first, end=first + timedelta(days=365))
        fill([organism.pk for organism in organisms], agreement.pk, size, first, (today - first).days)
        user = factories.make_network_user("Réseau du banc")
        sys.stdout.write(f"{size} comptes, {ORGANISMS} organismes, {YEARS} années\n")
        choose_masks(today)
        client = Client()
        client.force_login(user)
        urls.urlpatterns.insert(0, path("bonjour/", hello))
        greeting = _milliseconds(lambda: client.get("/bonjour/"))
        portrait = reverse("network:portrait")
        pages = {
            "T1": ("le portrait", portrait),
            "T2": ("une section, « Cinq ans »", reverse("network:portrait-section", args=["cinq-ans"])),
            "T3": ("le portrait, année en cours", f"{portrait}?annee={running}"),
        }
        met = [_page(goal, client, words, address, greeting) for goal, (words, address) in pages.items()]
    return all(met)


def _page(goal: str, client: Client, words: str, address: str, greeting: float) -> bool:
    wall = _milliseconds(lambda: _served(client, address))
    return report(goal, f"{words} (ms)", wall, PAGE_MOST_MS, beside=f"÷ bonjour {wall / greeting:.0f}")


def _served(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert "Participations aux séances" in answer.content.decode(), address


def _milliseconds(act) -> float:
    act()
    return statistics.median(once(act)[1] * 1000 for _ in range(ROUNDS))
