"""Linked tables: what is tied is decided together, what is not apart; and what an audience read before is recalled."""

import pytest

from services.masking.memory import published, recall
from services.masking.tables import ALL, Cell, Standing, Tables, blocks


def tables_of(*sums, **values) -> Tables:
    """Cells by their letter, a number or (number, standing); each sum a total and its parts."""
    tables = Tables()
    for key, value in values.items():
        tables.add(key, *(value if isinstance(value, tuple) else (value,)))
    for total, parts in sums:
        tables.tie(total, parts)
    return tables


def keys_of(tables: Tables) -> list[tuple]:
    return [block.keys for block in blocks(tables)]


def test_cells_that_share_no_sum_are_decided_apart_in_the_order_of_the_first():
    tables = tables_of(("t", "ab"), ("u", "cd"), t=9, u=12, a=2, b=7, c=4, d=8, e=3)
    assert keys_of(tables) == [("t", "a", "b"), ("u", "c", "d"), ("e",)]
    assert [block.sums for block in blocks(tables)] == [((0, (1, 2)),), ((0, (1, 2)),), ()]
    tables.add(ALL, 21)
    tables.tie(ALL, "tu")
    assert keys_of(tables) == [("t", "u", "a", "b", "c", "d", ALL), ("e",)]


@pytest.mark.parametrize(
    ("zero", "expected"),
    [
        (0, [("t", "a"), ("u", "c")]),
        ((0, Standing.KNOWN), [("t", "a"), ("u", "c")]),
        # What nobody sees may be anything: it ties both
        ((0, Standing.UNSEEN), [("t", "u", "a", "c", "z")]),
    ],
)
def test_a_zero_that_is_read_ties_nothing_and_one_that_nobody_sees_does(zero, expected):
    assert keys_of(tables_of(("t", "az"), ("u", "cz"), t=3, u=8, a=3, c=8, z=zero)) == expected


def test_what_is_known_is_in_no_block_and_a_sum_of_known_total_keeps_its_parts():
    [block] = blocks(tables_of(("t", "abk"), t=(15, Standing.KNOWN), a=4, b=6, k=(5, Standing.KNOWN)))
    assert (block.keys, block.sums) == (("a", "b"), ((None, (0, 1)),))


def test_a_cell_seen_at_last_is_offered_and_one_that_is_offered_stays_so():
    tables = tables_of(a=(7, Standing.UNSEEN), b=7)
    tables.add("a", 7, weight=3)
    tables.add("b", 7, Standing.UNSEEN)
    assert tables.cells == {"a": Cell(7, Standing.OFFERED, 3), "b": Cell(7)}
    tables.add("a", 7, Standing.KNOWN)
    assert tables.cells["a"].standing == Standing.OFFERED
    later = tables_of(a=(7, Standing.UNSEEN))
    later.add("a", 7, Standing.KNOWN)
    assert later.cells["a"].standing == Standing.KNOWN


@pytest.mark.parametrize("value", [-1, 2.5])
def test_what_is_no_count_is_refused(value):
    with pytest.raises(ValueError, match="no count"):
        Tables().add("a", value)
    tables = tables_of(a=0)
    assert tables.cells["a"] == Cell(0)


def test_a_table_is_laid_with_every_total_and_an_absent_place_is_nothing():
    tables = Tables()
    tables.lay("t", ["ab", "xy"], {("a", "x"): 3, ("b", "x"): 4, ("b", "y"): 5})
    values = {key[1:]: cell.value for key, cell in tables.cells.items()}
    assert values == {
        ("a", "x"): 3, ("a", "y"): 0, ("a", ALL): 3, ("b", "x"): 4, ("b", "y"): 5, ("b", ALL): 9,
        (ALL, "x"): 7, (ALL, "y"): 5, (ALL, ALL): 12,
    }  # fmt: skip
    tied = {(one.total[1:], tuple(part[1:] for part in one.parts)) for one in tables.sums}
    assert len(tables.sums) == len(tied) == 6
    assert ((ALL, ALL), (("a", ALL), ("b", ALL))) in tied
    assert ((ALL, ALL), ((ALL, "x"), (ALL, "y"))) in tied
    assert (("b", ALL), (("b", "x"), ("b", "y"))) in tied
    [grid] = tables.grids
    assert (grid.name, grid.axes, grid.first, grid.last) == ("t", (("a", "b", ALL), ("x", "y", ALL)), 0, 6)


@pytest.mark.parametrize(
    ("papers", "threshold", "cell"),
    [
        ([], 5, Cell(20)),
        ([{"a": 20}], 5, Cell(20, Standing.KNOWN)),
        ([{"a": 16}], 5, Cell(20, stays_hidden=True)),
        ([{"a": 24}], 5, Cell(20, stays_hidden=True)),
        ([{"a": 15}], 5, Cell(20)),
        ([{"a": 15}], 10, Cell(20, stays_hidden=True)),
        ([{"a": None}], 5, Cell(20, stays_hidden=True)),
        # The newest that was shown says what is known; what was hidden once stays so
        ([{"a": 3}, {"a": 20}], 5, Cell(20, Standing.KNOWN)),
        ([{"a": 20}, {"a": 40}], 5, Cell(20)),
        ([{"a": None}, {"a": 40}], 5, Cell(20, stays_hidden=True)),
        ([{"a": 0}], 5, Cell(20)),
        ([{"other": 20}], 5, Cell(20)),
    ],
)
def test_what_was_read_before_is_known_hidden_or_nothing(papers, threshold, cell):
    tables = tables_of(a=20)
    recall(tables, papers, threshold)
    assert tables.cells["a"] == cell


def test_a_publication_prints_what_is_offered_and_is_remembered():
    tables = tables_of(a=20, b=7, c=(9, Standing.UNSEEN), d=(8, Standing.KNOWN))
    assert published(tables, frozenset("b")) == {"a": 20, "b": None}
    recall(tables, [{"a": 16, "b": 2}], 5)
    assert (tables.cells["a"].stays_hidden, tables.cells["b"].stays_hidden) == (True, False)


def test_a_table_that_nobody_reads_is_laid_unseen():
    tables = Tables()
    tables.lay("t", ["ab"], {("a",): 3, ("b",): 9}, Standing.UNSEEN)
    assert tables.cells == {("t", key): Cell(value, Standing.UNSEEN) for key, value in (("a", 3), ("b", 9), (ALL, 12))}


def test_an_order_comes_from_what_tables_hold_alone():
    rows = [("a", 2), ("b", 3), ("c", 5), ("whole", 5), ("more", 10)]
    tables, other = Tables(), Tables()
    for key, value in rows:
        tables.add(key, value, weight=value)
    for key, value in reversed(rows):
        other.add(key, value, weight=value)
    tables.tie("whole", ["a", "b"])
    tables.tie("more", ["c", "whole"])
    other.tie("more", ["whole", "c"])
    other.tie("whole", ["b", "a"])
    assert list(other.cells) != list(tables.cells)
    assert other.in_order() == tables.in_order()
    assert list(other.in_order().cells.items()) == list(tables.in_order().cells.items())
    # Nothing is lost on the way
    assert other.in_order().cells == tables.cells
    assert sorted(other.in_order().sums, key=str) == sorted(tables.sums, key=str)


def test_tables_laid_whole_stay_as_they_are():
    tables = Tables()
    tables.lay("t", [["b", "a"]], {("a",): 1, ("b",): 9})
    assert tables.in_order() is tables
