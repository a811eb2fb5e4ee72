"""What is chosen is kept with the edition of the search that chose it: another choice asks for another edition."""

import hashlib
from dataclasses import replace

import pytest

from services.counting.masking import EDITION
from services.masking import exact, patterns, protection
from services.masking.protection import protect
from services.masking.tables import Standing, Tables
from tests.services.masking import worlds
from tests.services.masking.attacker import FEW

# How the search goes: as it is; as in a block too large for the exact problem; as in a large one, with boxes first
WAYS = {"whole": (exact.MOST_COLUMNS, patterns.LARGE), "search": (0, patterns.LARGE), "boxes": (0, 4)}
CHOSEN = {
    2: {"whole": "00d46349571147be", "search": "71206f996017fef1", "boxes": "c41b034fb9087412"},
}


def published_before(tables: Tables) -> Tables:
    """Some cells were hidden from this reader already, and some are printed nowhere."""
    for rank, (key, cell) in enumerate(list(tables.cells.items())):
        standing = Standing.UNSEEN if rank % 11 == 5 else cell.standing
        tables.cells[key] = replace(cell, standing=standing, stays_hidden=rank % 7 == 3)
    return tables


@pytest.mark.parametrize("way", WAYS)
def test_another_choice_is_another_edition(way, monkeypatch):
    """Where this fails, tables hide other cells than before: what readers had of them must be chosen anew."""
    columns, large = WAYS[way]
    monkeypatch.setattr(exact, "MOST_COLUMNS", columns)
    for module in (patterns, protection):
        monkeypatch.setattr(module, "LARGE", large)
    linked, small = map(worlds.linked_tables, range(24)), map(worlds.small_table, range(24))
    again = (published_before(worlds.linked_tables(seed)) for seed in range(24, 40))
    chosen = [sorted(map(str, protect(tables, FEW).hidden)) for tables in (*linked, *small, *again)]
    assert hashlib.sha256(repr(chosen).encode()).hexdigest()[:16] == CHOSEN[EDITION][way]
