"""What is hidden, at what cost: the least, the same each time, in time; and the engine knows nothing of Django."""

import ast
import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.masking import exact
from services.masking.protection import protect
from services.masking.signs import signs_of
from services.masking.tables import ALL, Standing, Tables
from tests.services.masking import worlds
from tests.services.masking.attacker import FEW, bounds, printed

ENGINE = Path(__file__).parents[3] / "services" / "masking"


def table(values) -> Tables:
    tables = Tables()
    rows, columns = (list(dict.fromkeys(place[axis] for place in values)) for axis in (0, 1))
    tables.lay("t", [rows, columns], values)
    return tables


def test_nothing_is_hidden_without_a_small_cell_and_zeros_are_shown():
    assert protect(table({("a", "x"): 0, ("a", "y"): 9, ("b", "x"): 12, ("b", "y"): 30}), FEW).hidden == frozenset()
    assert protect(Tables(), FEW).hidden == frozenset()


def test_a_small_cell_takes_the_three_others_of_its_square_and_what_is_lost_is_said():
    values = {(row, column): 50 for row in "abc" for column in "xyz"} | {("a", "x"): 2, ("b", "y"): 20, ("b", "x"): 9}
    masking = protect(table(values | {("a", "y"): 8}), FEW)
    assert masking.hidden == {("t", "a", "x"), ("t", "a", "y"), ("t", "b", "x"), ("t", "b", "y")}
    assert (masking.small, masking.lost, masking.is_least) == (1, 37, True)
    assert ("t", ALL, ALL) not in masking.hidden
    assert ("t", "a", "x") in masking.hidden


def test_the_same_tables_give_the_same_cells_whatever_was_masked_between():
    for seed in (3, 4, 11):
        first = protect(worlds.linked_tables(seed), FEW)
        protect(worlds.linked_tables(seed + 1), FEW)
        assert protect(worlds.linked_tables(seed), FEW) == first


def test_a_larger_threshold_hides_more():
    few, many = (protect(worlds.linked_tables(5), threshold) for threshold in (5, 10))
    assert few.small < many.small


def test_people_of_few_families_are_sensitive_whatever_their_number():
    tables = Tables()
    for key, value, is_few in (("a", 24, True), ("b", 30, False), ("c", 60, False)):
        tables.add(key, value, is_sensitive=is_few)
    tables.add(ALL, 114)
    tables.tie(ALL, "abc")
    hidden = protect(tables, FEW).hidden
    assert hidden == {"a", "b"}
    assert bounds(printed(tables, hidden), ["a"])["a"].low == 0


def test_what_nothing_protects_takes_with_it_the_zeros_of_its_sums_and_no_other_table():
    tables = Tables()
    for key, value, standing in (
        ("region", 12, Standing.KNOWN), ("known", 9, Standing.KNOWN), ("few", 3, Standing.OFFERED),
        ("nobody", 0, Standing.OFFERED), ("whole", 50, Standing.OFFERED), ("p", 20, Standing.OFFERED),
        ("q", 30, Standing.OFFERED),
    ):  # fmt: skip
        tables.add(key, value, standing)
    tables.tie("region", ["known", "few", "nobody"])
    tables.tie("whole", ["p", "q"])
    masking = protect(tables, FEW)
    assert (masking.withheld, masking.hidden) == ({"few", "nobody"}, {"few", "nobody"})


def test_what_is_hidden_of_several_tables_is_said_of_all_together(monkeypatch):
    """A 5 is no small cell; the larger table is chosen by the search, the smaller exactly."""
    tables = Tables()
    tables.lay("t", ["abc", "xyz"], dict.fromkeys(product("abc", "xyz"), 5) | {("a", "x"): 3})
    tables.lay("u", ["ab", "xy"], {("a", "x"): 2} | dict.fromkeys([("a", "y"), ("b", "x"), ("b", "y")], 20))
    monkeypatch.setattr(exact, "MOST_COLUMNS", 9 * 3)
    masking = protect(tables, FEW)
    assert len(masking.hidden) == 8
    assert (masking.small, masking.lost, masking.is_least) == (2, 15 + 60, False)


def test_each_table_that_nothing_protects_is_withheld():
    tables = Tables()
    for name in "tu":
        for key, value, standing in (("all", 12, Standing.KNOWN), ("a", 9, Standing.KNOWN), ("b", 3, Standing.OFFERED)):
            tables.add(name + key, value, standing)
        tables.tie(f"{name}all", [f"{name}a", f"{name}b"])
    assert protect(tables, FEW).withheld == {"tb", "ub"}


def test_a_sum_that_does_not_hold_is_refused():
    tables = Tables()
    tables.add("a", 2)
    tables.add("all", 3, Standing.KNOWN)
    with pytest.raises(ValueError, match="sum"):
        tables.tie("all", ["a"])
    with pytest.raises(ValueError, match="count"):
        tables.add("b", -1)
    with pytest.raises(ValueError, match="two values"):
        tables.add("a", 3)


@given(st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), st.integers(0, 9), min_size=6))
@hypothesis_settings(max_examples=25, deadline=None)
def test_every_small_cell_may_be_nobody_and_may_be_five(values):
    tables = table(values)
    hidden = protect(tables, FEW).hidden
    small = [key for key, cell in tables.cells.items() if 0 < cell.value < 5]
    known = bounds(printed(tables, hidden), small, whole=True)
    assert all(found.low == 0 and found.high >= 5 for found in known.values())


def test_the_network_is_masked_in_ten_seconds():
    """17 regions, 5 components, 60 categories, with all totals: boxes choose, programs finish."""
    chance = worlds.random.Random(59)
    axes = [[f"{axis}{rank}" for rank in range(size)] for axis, size in (("r", 17), ("v", 5), ("c", 60))]
    tables = Tables()
    tables.lay("t", axes, {place: worlds.number(chance) for place in worlds.product(*axes)})
    began = time.process_time()
    masking = protect(tables, FEW)
    assert time.process_time() - began < 10
    assert masking.withheld == frozenset()
    some = sorted(key for key in masking.hidden if tables.cells[key].value < 5)[::90]
    known = bounds(printed(tables, masking.hidden), some)
    assert all(found.low == 0 and found.high >= 5 for found in known.values())


def test_signs_are_told_where_they_are_used():
    used = signs_of(["12", "x", "n.\u00a0d., 7 inconnus"], 10)
    assert [sign for sign, _ in used] == ["x", "n.\u00a0d."]
    assert used[0][1].startswith("masqué\u00a0: de 1 à 9, ")
    assert signs_of(["12"], 5) == []


def test_the_engine_imports_nothing_of_the_portal_but_itself():
    named = {
        name
        for path in ENGINE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert {
        name for name in named if name.split(".")[0] in ("django", "roriq_portal", "organisms", "agreements")
    } == set()
    assert {name for name in named if name.startswith("services")} == {
        name for name in named if name.startswith("services.masking")
    }
