"""Masking attacked: random linked tables, sequences of publications, and the network's table against its ten seconds.

`BENCH_TABLES=200 BENCH_SEQUENCES=20` for smaller rounds. No database.
"""

import os
import sys
import time
from itertools import product
from random import Random

from services.masking.protection import protect
from services.masking.tables import Tables
from tests.services.masking import test_attack as attacks
from tests.services.masking import worlds
from tests.services.masking.attacker import printed

TABLES, SEQUENCES = int(os.environ.get("BENCH_TABLES", "10000")), int(os.environ.get("BENCH_SEQUENCES", "200"))
NETWORK = (17, 5, 60)
MOST_SECONDS = 10


def run() -> bool:
    return all([_attack_tables(), _attack_sequences(), _network()])


def _told(words: str, found: int, wanted: str, is_met: bool, beside: str) -> bool:
    sys.stdout.write(f"{words:58} {found:8}   {wanted:8} {'oui' if is_met else 'NON'}  {beside}\n")
    sys.stdout.flush()
    return is_met


def _attack_tables() -> bool:
    recovered = before = small = least = cells = 0
    began = time.perf_counter()
    for seed in range(TABLES):
        tables = worlds.linked_tables(seed)
        masking = protect(tables)
        page, hidden = printed(tables, masking.hidden), sorted(masking.hidden, key=str)
        # In whole numbers, which takes ten times as long, of one table in five
        recovered += len(attacks.found_out(page, tables, hidden, whole=seed % 5 == 0))
        small, least, cells = small + masking.small, least + masking.is_least, cells + len(tables.cells)
        if seed % 20 == 0:
            fault = worlds.masked_axis_by_axis(tables)
            before += len(attacks.found_out(printed(tables, fault), tables, attacks.hidden_small(tables, fault)))
    beside = f"{small} petits nombres, {cells} cellules, {least} au moindre coût, {time.perf_counter() - began:.0f} s"
    told = _told(f"M1 cellules retrouvées, {TABLES} tableaux liés", recovered, "= 0", recovered == 0, beside)
    words = "M2 retrouvées par le même, masquage d’avant, un sur vingt"
    return _told(words, before, "> 0", before > 0, "") and told


def _attack_sequences() -> bool:
    given = before = told = 0
    for seed in range(SEQUENCES):
        world, seen = attacks.read_one_after_the_other(seed, attacks.after_what_was_read)
        given, told = given + len(attacks.given_away(world, seen)), told + len(seen)
        before += len(attacks.given_away(*attacks.read_one_after_the_other(seed, attacks.each_paper_by_itself)))
    words = f"M3 cellules retrouvées, {SEQUENCES} suites de publications"
    met = _told(words, given, "= 0", given == 0, f"{told} nombres lus")
    return _told("M4 retrouvées par le même, chaque papier masqué à part", before, "> 0", before > 0, "") and met


def _network() -> bool:
    chance, axes = (
        Random(59),
        [[f"{axis}{rank}" for rank in range(size)] for axis, size in zip("rvc", NETWORK, strict=True)],
    )
    tables = Tables()
    tables.lay("t", axes, {place: worlds.number(chance) for place in product(*axes)})
    began = time.perf_counter()
    masking = protect(tables)
    seconds = time.perf_counter() - began
    beside = f"{len(masking.hidden)} masquées sur {len(tables.cells)}, dont {masking.small} petites"
    return _told(
        "M5 tableau du réseau, 17 × 5 × 60 (s)", round(seconds), f"≤ {MOST_SECONDS}", seconds <= MOST_SECONDS, beside
    )
