from decimal import Decimal
from random import Random
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from roriq_portal.files.spreadsheets import Table
from roriq_portal.serving import remembered
from services.counting import masking
from services.counting.masking import (
    _address,
    as_small_counts,
    hidden_cells,
    hidden_parts,
    is_small,
    scale_of,
    signs_table,
    small_counts,
)
from services.masking.audiences import Audience
from services.masking.protection import protect
from services.masking.tables import Standing, Sum, Tables
from tests.services.masking.attacker import FEW
from tests.services.masking.worlds import linked_tables

PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


@pytest.mark.parametrize(("value", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_small(value, small):
    assert is_small(value, Audience.NETWORK) is small


@given(PARTS)
def test_every_part_of_1_to_4_is_hidden_and_zero_never_is(parts):
    hidden = hidden_parts(parts, Audience.NETWORK)

    assert all(key in hidden for key, value in parts.items() if 1 <= value <= 4)
    assert all(parts[key] for key in hidden)


@given(PARTS)
def test_no_hidden_part_is_found_by_taking_the_others_from_the_total(parts):
    hidden = hidden_parts(parts, Audience.NETWORK)
    whole = sum(parts.values())

    # Alone in its axis, a part is the total itself, which is hidden with it
    assert len(hidden) != 1 or is_small(whole, Audience.NETWORK) or whole == parts[next(iter(hidden))]


@given(PARTS)
def test_nothing_is_hidden_without_a_small_part(parts):
    assert hidden_parts({key: value for key, value in parts.items() if value > 4}, Audience.NETWORK) == set()


def test_the_second_part_is_the_least_and_of_equals_the_first_in_order():
    """Two pages that show the same parts hide the same ones: two choices would give both away."""
    assert hidden_parts({"b": 7, "a": 7, "c": 2, "d": 9}, Audience.NETWORK) == {"a", "c"}
    assert hidden_parts({"a": 9, "b": 7, "c": 2, "d": 8}, Audience.NETWORK) == {"b", "c"}


def test_two_small_parts_protect_each_other_and_one_alone_has_no_other():
    assert hidden_parts({"a": 2, "b": 3, "c": 9}, Audience.NETWORK) == {"a", "b"}
    assert hidden_parts({"a": 2, "b": 0}, Audience.NETWORK) == {"a"}


def a_table(**parts: int) -> Tables:
    tables = Tables()
    for key, value in {"whole": sum(parts.values()), **parts}.items():
        tables.add(key, value)
    tables.tie("whole", parts)
    return tables


def test_each_table_has_the_threshold_of_its_own_scale():
    """Of 4,99 hours and of 499 activities, the same whole numbers, only the first are few."""
    cache.clear()
    masking.CHOSEN.forget()
    asked = {"activities": a_table(a=499, b=3501), "hours": a_table(a=499, b=3501), "more": a_table(a=500, b=3500)}

    for _ in range(2):
        hidden = hidden_cells(asked, Audience.NETWORK, scales={"hours": 100, "more": 100})
        assert hidden == {"activities": frozenset(), "hours": frozenset({"a", "b"}), "more": frozenset()}
        assert hidden_cells(asked, Audience.NETWORK) == dict.fromkeys(asked, frozenset())


def test_what_was_computed_is_kept_for_the_same_tables(monkeypatch):
    cache.clear()
    masking.CHOSEN.forget()
    found = hidden_cells({"one": a_table(a=2, b=8, c=9)}, Audience.NETWORK)
    assert found == {"one": frozenset({"a", "b"})}
    monkeypatch.setattr(masking, "protect", None)
    masking.CHOSEN.forget()  # another process
    assert hidden_cells({"two": a_table(a=2, b=8, c=9)}, Audience.NETWORK) == {"two": found["one"]}
    with pytest.raises(TypeError):
        hidden_cells({"one": a_table(a=3, b=8, c=9)}, Audience.NETWORK)


def test_tables_that_differ_in_anything_are_kept_apart():
    """What was chosen for some numbers would not hide others."""

    def address(threshold=5, key="b", tied=True, **facts) -> str:
        tables = Tables()
        tables.add("a", 9)
        tables.add(key, **{"value": 9, **facts})
        if tied:
            tables.tie("a", [key])
        return _address(tables, threshold)

    others = [
        {"threshold": 6}, {"key": "c"}, {"tied": False}, {"value": 8, "tied": False}, {"standing": Standing.UNSEEN},
        {"standing": Standing.KNOWN}, {"weight": 2}, {"is_sensitive": True}, {"stays_hidden": True},
    ]  # fmt: skip
    addresses = [address(), *(address(**other) for other in others)]
    assert len(set(addresses)) == len(addresses)
    assert address() == addresses[0]


def test_what_was_kept_under_one_threshold_is_not_given_under_another_nor_to_another_audience(settings):
    """The same tables, asked at once by three readers of which two have other thresholds."""
    cache.clear()
    settings.MASKING_THRESHOLDS = {"network": 5, "organism": 5, "funder": 10, "public": 10}
    asked = {"one": a_table(a=7, b=30, c=45)}
    for _ in range(2):
        assert hidden_cells(asked, Audience.NETWORK) == {"one": frozenset()}
        assert hidden_cells(asked, Audience.FUNDER) == {"one": frozenset({"a", "b"})}
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"network": 10}
    assert hidden_cells(asked, Audience.NETWORK) == {"one": frozenset({"a", "b"})}


@pytest.mark.parametrize("audience", Audience)
def test_each_audience_has_its_own_threshold(settings, audience):
    settings.MASKING_THRESHOLDS = dict.fromkeys(settings.MASKING_THRESHOLDS, 5) | {audience.value: 10}
    assert [one for one in Audience if is_small(9, one)] == [audience]
    assert [one for one in Audience if hidden_parts({"a": 9, "b": 40}, one)] == [audience]
    assert (small_counts(audience.value), as_small_counts(7)) == ("de 1 à 9", "de 1 à 6")


def test_what_is_kept_is_computed_again_after_some_days(monkeypatch):
    kept = []
    empty = SimpleNamespace(get_many=lambda names: {}, set=lambda name, ranks, seconds: kept.append(seconds))
    monkeypatch.setattr(remembered, "cache", empty)
    masking.CHOSEN.forget()
    hidden_cells({"one": a_table(a=2, b=8)}, Audience.NETWORK)
    assert kept == [masking.KEPT_SECONDS]


@pytest.mark.parametrize(("values", "scale"), [(["3", "12.00"], 1), (["3", "0.5"], 100), ([], 1)])
def test_hours_are_counted_in_hundredths_where_one_is_not_whole(values, scale):
    assert scale_of(map(Decimal, values)) == scale


def test_a_file_ends_with_what_its_signs_say():
    signs = [("x", "Masqué"), ("–", "Rien n’est inscrit")]
    assert signs_table(iter(signs)) == Table("Signes", ("Signe", "Ce qu’il dit"), signs)


def in_another_order(tables: Tables, chance: Random) -> Tables:
    cells = chance.sample(list(tables.cells.items()), len(tables.cells))
    sums = [Sum(row.total, tuple(chance.sample(row.parts, len(row.parts)))) for row in tables.sums]
    return Tables(dict(cells), chance.sample(sums, len(sums)))


@pytest.mark.parametrize("seed", [5, 13, 48])
def test_the_same_numbers_hide_the_same_cells_in_whatever_order_they_are_read(seed):
    """Of these tables the search makes two choices by their order: side by side they would give small numbers away."""
    laid, chance = linked_tables(seed), Random(seed)
    tables = Tables(laid.cells, laid.sums)
    others = [in_another_order(tables, chance) for _ in range(6)]
    assert len({protect(other, FEW).hidden for other in others}) > 1
    hidden = hidden_cells({"one": tables}, Audience.NETWORK)
    assert [hidden_cells({"one": other}, Audience.NETWORK) for other in others] == [hidden] * 6
