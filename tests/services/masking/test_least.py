"""Of a small table, no cheaper choice protects it: every choice is tried, and judged by a reader who computes."""

from dataclasses import replace
from itertools import chain, combinations, product
from math import log2

import pytest

from services.masking import exact, patterns, protection
from services.masking.patterns import Pattern
from services.masking.protection import protect
from services.masking.tables import ALL, Cell, Standing, Tables, blocks
from tests.services.masking import worlds
from tests.services.masking.attacker import FEW, bounds, printed


def cost(tables: Tables, hidden) -> float:
    return sum(tables.cells[key].weight * log2(2 + tables.cells[key].value) for key in hidden)


def is_protected(tables: Tables, hidden) -> bool:
    small = [key for key in hidden if tables.cells[key].value < FEW]
    known = bounds(printed(tables, hidden), small, whole=True)
    return all(found.low == 0 and found.high >= FEW for found in known.values())


@pytest.mark.parametrize("seed", range(8))
def test_no_cheaper_choice_protects_a_small_table(seed):
    tables = worlds.small_table(seed)
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


def large(tables: Tables, hidden) -> list:
    return [key for key in hidden if tables.cells[key].value >= FEW]


@pytest.mark.parametrize("seed", range(12))
def test_a_search_without_the_exact_problem_hides_nothing_for_nothing(seed, monkeypatch):
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    for tables in (worlds.small_table(seed), worlds.linked_tables(seed)):
        hidden = protect(tables, FEW).hidden
        assert is_protected(tables, hidden)
        assert not [key for key in large(tables, hidden) if is_protected(tables, hidden - {key})]


@pytest.mark.parametrize("seed", [35, 43])
def test_the_dearest_is_shown_again_first(seed, monkeypatch):
    least = protect(worlds.small_table(seed), FEW)
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    found = protect(worlds.small_table(seed), FEW)
    assert cost(worlds.small_table(seed), found.hidden) == pytest.approx(cost(worlds.small_table(seed), least.hidden))


def test_what_no_proof_moves_is_shown_again_without_a_program(monkeypatch):
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    monkeypatch.setattr(patterns, "MOST_SOLVED", 0)
    hidden = 0
    for seed in range(20):
        tables = worlds.linked_tables(seed)
        for block in blocks(tables):
            pattern = Pattern([tables.cells[key] for key in block.keys], block.sums, FEW)
            assert pattern.hidden[pattern.must].all()
            for rank in map(int, (pattern.hidden & ~pattern.must).nonzero()[0]):
                assert any(change[rank] for change in pattern._evidence.changes), (seed, block.keys[rank])
                hidden += 1
    assert hidden > 50


def test_only_blocks_of_so_many_cells_are_tried_again_one_by_one(monkeypatch):
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    tables = worlds.linked_tables(19)
    [size] = {len(block.keys) for block in blocks(tables)}
    tried = protect(tables, FEW).hidden
    monkeypatch.setattr(patterns, "MOST_COLUMNS", size)
    assert protect(tables, FEW).hidden == tried
    monkeypatch.setattr(patterns, "MOST_COLUMNS", size - 1)
    assert protect(tables, FEW).hidden > tried


def test_the_exact_problem_is_set_up_to_so_many_columns(monkeypatch):
    [block] = blocks(worlds.small_table(43))
    pattern = Pattern([worlds.small_table(43).cells[key] for key in block.keys], block.sums, FEW)
    columns = len(block.keys) * (1 + int((pattern.down > 0).sum() + (pattern.up > 0).sum()))
    monkeypatch.setattr(exact, "MOST_COLUMNS", columns)
    assert exact.fewest(pattern) is not None
    monkeypatch.setattr(exact, "MOST_COLUMNS", columns - 1)
    assert exact.fewest(pattern) is None


def test_an_answer_of_the_exact_problem_that_proves_too_little_is_not_taken(monkeypatch):
    monkeypatch.setattr(patterns, "fewest", lambda block: block.must.copy())
    masking = protect(worlds.small_table(43), FEW)
    assert is_protected(worlds.small_table(43), masking.hidden)
    assert not masking.is_least


def test_the_least_choice_lets_a_cell_fall_as_far_as_it_must():
    """The 40 must be held for 0: the 6 beside can rise by 6 alone, since 12 are shown of it and another."""
    tables = Tables()
    tables.add("a", 40, is_sensitive=True)
    for key, value in {"b": 6, "t": 46, "c": 6, "u": 12}.items():
        tables.add(key, value)
    tables.tie("t", "ab")
    tables.tie("u", "bc")
    assert protect(tables, FEW).is_least
    assert protect(tables, FEW).hidden == {"a", "t"}


def test_what_tells_of_few_or_was_hidden_must_be_held_for_one_more_and_a_zero_for_no_less():
    cells = [
        Cell(24, is_sensitive=True), Cell(3), Cell(30), Cell(40, stays_hidden=True),
        Cell(0, Standing.UNSEEN, stays_hidden=True), Cell(60, Standing.UNSEEN),
    ]  # fmt: skip
    pattern = Pattern(cells, [(None, tuple(range(len(cells))))], FEW)
    assert list(pattern.down) == [24, 3, 0, 1, 0, 0]
    assert list(pattern.up) == [1, 2, 0, 1, 1, 0]
    assert list(pattern.must) == [True, True, False, True, True, True]


def test_small_cells_that_protect_each_other_are_the_least_choice_without_a_problem(monkeypatch):
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    tables = Tables()
    tables.lay("t", ["ab", "xy"], dict.fromkeys(product("ab", "xy"), 3))
    masking = protect(tables, FEW)
    assert (len(masking.hidden), masking.is_least) == (4, True)


def test_a_cell_that_the_cheapest_others_move_by_halves_alone_is_protected_by_a_dearer_one(monkeypatch):
    """The 3 stands beside twice a cell and beside the 900: only the 900 goes by one."""
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    tables = Tables()
    for key, value in {"few": 3, "twice": 40, "y": 20, "z": 20, "k": 30, "yk": 50, "zk": 50}.items():
        tables.add(key, value)
    tables.add("dear", 900, weight=9)
    tables.add("all", 943, weight=99)
    tables.tie("all", ["few", "twice", "dear"])
    tables.tie("twice", "yz")
    for total in ("yk", "zk"):
        tables.cells[total] = replace(tables.cells[total], standing=Standing.KNOWN)
        tables.tie(total, total)
    masking = protect(tables, FEW)
    assert masking.withheld == frozenset()
    assert masking.hidden >= {"few", "dear"}
    assert is_protected(tables, masking.hidden)


def test_what_is_printed_nowhere_is_not_shown_again(monkeypatch):
    monkeypatch.setattr(exact, "MOST_COLUMNS", 0)
    tables = Tables()
    unseen = [("t", "c", "y"), ("t", "c", "z")]
    tables.lay("t", ["abc", "xyz"], dict.fromkeys(product("abc", "xyz"), 80) | {("a", "x"): 3})
    for key in unseen:
        tables.cells[key] = replace(tables.cells[key], standing=Standing.UNSEEN)
    [block] = blocks(tables)
    pattern = Pattern([tables.cells[key] for key in block.keys], block.sums, FEW)
    assert pattern.hidden[pattern.must].all()
    assert int(pattern.hidden.sum()) == len(unseen) + 3


def solved_exactly(tables: Tables) -> set:
    """The cells that the exact problem chooses to hide of the one block of a table."""
    [block] = blocks(tables)
    chosen = exact.fewest(Pattern([tables.cells[key] for key in block.keys], block.sums, FEW))
    return {key for key, hidden in zip(block.keys, chosen, strict=True) if hidden}


def test_the_exact_problem_holds_a_cell_down_to_nothing_and_not_up_alone():
    """The 40 could rise by 5 where the 6 and the other 6 are hidden; to be 0, it needs what they add up to as well."""
    tables = Tables()
    tables.add("a", 40, is_sensitive=True)
    tables.add("t", 46, weight=3)
    for key, value in {"b": 6, "c": 6, "u": 12}.items():
        tables.add(key, value)
    tables.tie("t", "ab")
    tables.tie("u", "bc")
    assert solved_exactly(tables) == {"a", "b", "u"}


def test_the_exact_problem_moves_no_cell_by_more_than_twice_what_is_asked():
    """Hidden alone, the total of three fifties would move by thrice what the 3 does: one of the dear ones goes too."""
    tables = Tables()
    tables.add("a", 3)
    tables.add("x", 150)
    for part, total in ("pu", "qv", "rw"):
        tables.add(part, 50)
        tables.add(total, 53, weight=3)
        tables.tie(total, ["a", part])
    tables.tie("x", "pqr")
    hidden = solved_exactly(tables)
    assert (len(hidden & set("pqr")), len(hidden & set("uvw")), hidden >= {"a", "x"}) == (2, 1, True)
