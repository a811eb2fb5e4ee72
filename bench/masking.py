"""Masking attacked: random linked tables, sequences of publications, and the network's table against its ten seconds.

`BENCH_TABLES=200 BENCH_SEQUENCES=20 BENCH_WORLDS=30` for smaller rounds. No database.
"""

import os
import sys
import time
from itertools import product
from random import Random

from django.test import override_settings

from services.masking.protection import protect
from services.masking.tables import Tables
from tests.services.masking import crossed_worlds, worlds
from tests.services.masking import test_attack as attacks
from tests.services.masking import test_crossed as crossed_attacks
from tests.services.masking.attacker import FEW, printed

TABLES, SEQUENCES = int(os.environ.get("BENCH_TABLES", "10000")), int(os.environ.get("BENCH_SEQUENCES", "200"))
WORLDS = int(os.environ.get("BENCH_WORLDS", "300"))
NETWORK = (17, 5, 60)
MOST_SECONDS = 10


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def run() -> bool:
    return all([_attack_tables(), _attack_sequences(), _network(), _attack_both_senses()])


def _goal(words: str, count: int, wanted: str, is_met: bool, beside: str) -> bool:
    sys.stdout.write(f"{words:58} {count:8}   {wanted:8} {'oui' if is_met else 'NON'}  {beside}\n")
    sys.stdout.flush()
    return is_met


def _attack_tables() -> bool:
    recovered = before = small = least = cells = 0
    began = time.perf_counter()
    for seed in range(TABLES):
        tables = worlds.linked_tables(seed)
        masking = protect(tables, FEW)
        page, hidden = printed(tables, masking.hidden), sorted(masking.hidden, key=str)
        # In whole numbers, which takes ten times as long, of one table in five
        recovered += len(attacks.found_out(page, tables, hidden, whole=seed % 5 == 0))
        small, least, cells = small + masking.small, least + masking.is_least, cells + len(tables.cells)
        if seed % 20 == 0:
            fault = worlds.masked_axis_by_axis(tables)
            before += len(attacks.found_out(printed(tables, fault), tables, attacks.hidden_small(tables, fault)))
    beside = f"{small} petits nombres, {cells} cellules, {least} au moindre coût, {time.perf_counter() - began:.0f} s"
    is_safe = _goal(f"M1 cellules retrouvées, {TABLES} tableaux liés", recovered, "= 0", recovered == 0, beside)
    words = "M2 retrouvées par le même, masquage d’avant, un sur vingt"
    return _goal(words, before, "> 0", before > 0, "") and is_safe


def _attack_sequences() -> bool:
    given = before = read = 0
    for seed in range(SEQUENCES):
        world, seen = attacks.read_one_after_the_other(seed, attacks.after_what_was_read)
        given, read = given + len(attacks.given_away(world, seen)), read + len(seen)
        before += len(attacks.given_away(*attacks.read_one_after_the_other(seed, attacks.each_paper_by_itself)))
    words = f"M3 cellules retrouvées, {SEQUENCES} suites de publications"
    is_safe = _goal(words, given, "= 0", given == 0, f"{read} nombres lus")
    return _goal("M4 retrouvées par le même, chaque papier masqué à part", before, "> 0", before > 0, "") and is_safe


def _network() -> bool:
    chance, axes = (
        Random(59),
        [[f"{axis}{rank}" for rank in range(size)] for axis, size in zip("rvc", NETWORK, strict=True)],
    )
    tables = Tables()
    tables.lay("t", axes, {place: worlds.number(chance) for place in product(*axes)})
    began = time.perf_counter()
    masking = protect(tables, FEW)
    seconds = time.perf_counter() - began
    beside = f"{len(masking.hidden)} masquées sur {len(tables.cells)}, dont {masking.small} petites"
    return _goal(
        "M5 tableau du réseau, 17 × 5 × 60 (s)", round(seconds), f"≤ {MOST_SECONDS}", seconds <= MOST_SECONDS, beside
    )


def _attack_both_senses() -> bool:
    """What is done by home region, place and category: every page together, of as many regions as four to seven."""
    recovered = before = small = read = withheld = 0
    for seed in range(WORLDS):
        rows = crossed_worlds.rows_of(seed, regions=4 + seed % 4)
        pages = crossed_worlds.masked_together(rows)
        reader = crossed_worlds.Reader(rows, pages)
        recovered += len(crossed_attacks.given_away(reader, whole=seed % 10 == 0))
        small, withheld = small + len(reader.small()), withheld + bool(pages.crossed.withheld)
        read += sum(value is not None for value in reader.values.values())
        if seed % 10 == 0:
            fault = crossed_worlds.Reader(rows, crossed_worlds.masked_page_by_page(rows))
            before += len(crossed_attacks.given_away(fault))
    words = f"M6 retrouvés, {WORLDS} mondes lus dans les deux sens"
    beside = f"{small} petits nombres, {read} nombres lus, {withheld} mondes retenus"
    is_safe = _goal(words, recovered, "= 0", recovered == 0, beside)
    return _goal("M7 retrouvés par le même, chaque page à part, un sur dix", before, "> 0", before > 0, "") and is_safe
