"""Of a small table, no cheaper choice protects it: every choice is tried, and judged by a reader who computes."""

import random
from itertools import chain, combinations, product
from math import log2

import pytest

from services.masking import exact, patterns, protection
from services.masking.patterns import Pattern
from services.masking.protection import protect
from services.masking.tables import ALL, Tables, blocks
from tests.services.masking import worlds
from tests.services.masking.attacker import FEW, bounds, printed


def table(seed: int) -> Tables:
    chance = random.Random(seed)
    tables = Tables()
    values = {(row, column): chance.choice([0, 1, 3, 6, 8, 30]) for row in "ab" for column in "xyz"}
    tables.lay("t", ["ab", "xyz"], values)
    return tables


def cost(tables: Tables, hidden) -> float:
    return sum(tables.cells[key].weight * log2(2 + tables.cells[key].value) for key in hidden)


def is_protected(tables: Tables, hidden) -> bool:
    small = [key for key in hidden if tables.cells[key].value < FEW]
    known = bounds(printed(tables, hidden), small, whole=True)
    return all(found.low == 0 and found.high >= FEW for found in known.values())


@pytest.mark.parametrize("seed", range(8))
def test_no_cheaper_choice_protects_a_small_table(seed):
    tables = table(seed)
    masking = protect(tables, FEW)
    assert masking.is_least
    small = [key for key, cell in tables.cells.items() if 0 < cell.value < FEW]
    large = [key for key, cell in tables.cells.items() if cell.value >= FEW]
    mine = cost(tables, masking.hidden)
    assert is_protected(tables, masking.hidden)
    for more in chain.from_iterable(combinations(large, size) for size in range(len(large) + 1)):
        hidden = {*small, *more}
        if cost(tables, hidden) < mine - 1e-6:
            assert not is_protected(tables, hidden), more


@pytest.mark.parametrize("seed", range(10))
def test_boxes_that_choose_first_protect_as_well(seed, monkeypatch):
    """Small tables taken for large ones: boxes, then programs for what boxes leave."""
    for module in (patterns, protection):
        monkeypatch.setattr(module, "LARGE", 4)
    tables = worlds.linked_tables(seed)
    masking = protect(tables, FEW)
    assert masking.withheld == frozenset()
    assert {key for key, cell in tables.cells.items() if 0 < cell.value < FEW} <= masking.hidden
    assert is_protected(tables, masking.hidden)


def first_choice(monkeypatch, *, small, beside) -> tuple[set, int]:
    """What boxes choose in a table of fifties, before anything is tried again; and how many programs it took."""
    for module in (patterns, protection):
        monkeypatch.setattr(module, "LARGE", 4)
    monkeypatch.setattr(patterns, "MOST_SOLVED", 0)
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    tables = Tables()
    tables.lay("t", ["abcd", "wxyz"], dict.fromkeys(product("abcd", "wxyz"), 50) | small | beside)
    [block] = blocks(tables)
    cells = [tables.cells[key] for key in block.keys]
    pattern = Pattern(cells, block.sums, FEW, protection._grids(tables, block.keys))
    chosen = {block.keys[rank][1:] for rank in range(len(cells)) if pattern.hidden[rank]}
    return chosen, pattern._evidence.polytope.solved


def test_boxes_alone_protect_what_they_can_without_a_program(monkeypatch):
    """Two small cells share a box, so that the second needs none of its own; a third has its own."""
    small = {("a", "w"): 2, ("b", "x"): 2, ("c", "y"): 3}
    beside = {("a", "x"): 8, ("b", "w"): 9, ("d", "z"): 12, ("c", "z"): 8, ("d", "y"): 9}

    assert first_choice(monkeypatch, small=small, beside=beside) == (small.keys() | beside.keys(), 0)


def test_a_box_of_small_cells_proves_all_of_them_each_as_far_as_it_must(monkeypatch):
    small = {("a", "w"): 2, ("a", "x"): 3, ("b", "w"): 3}

    assert first_choice(monkeypatch, small=small, beside={}) == ({*small, ("b", "x")}, 0)


def test_a_table_lays_each_cell_where_it_moves_and_nowhere_what_another_sum_holds():
    tables = Tables()
    tables.add(("u", "a", "x"), 6)
    tables.add("elsewhere", 6)
    tables.tie("elsewhere", [("u", "a", "x")])
    tables.lay("t", ["ab", "xy"], dict.fromkeys(product("ab", "xy"), 7))
    tables.lay("u", ["ab", "xy"], dict.fromkeys(product("ab", "xy"), 6))
    tables.tie(("t", "a", "x"), [("t", "a", "x")])
    free = [key for key in tables.cells if key not in ("elsewhere", ("u", "b", "y"))]
    first, second = protection._grids(tables, tuple(free))

    for name, grid, nowhere in (("t", first, {"ax"}), ("u", second, {"ax", "by"})):
        for (row, a), (column, b) in product(enumerate(("a", "b", ALL)), enumerate(("x", "y", ALL))):
            is_nowhere = a + b in nowhere
            assert (grid.columns[row, column] < 0) == is_nowhere
            assert is_nowhere or free[grid.columns[row, column]] == (name, a, b)
            assert grid.values[row, column] == (0 if is_nowhere else tables.cells[name, a, b].value)
    [alone] = protection._grids(tables, (("t", "b", "y"),))
    assert list(alone.places()) == [(0, (1, 1))]
