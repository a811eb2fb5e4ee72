"""Totals over organisms: added by region, their cells with all that ties them, and which of them are said hidden."""

from decimal import Decimal

import pytest

from services.counting.activity_totals import Result
from services.counting.periods import period_of_state_year
from services.masking.tables import ALL, REST, Sum
from services.results import masked_totals
from services.results.masked_totals import NOTHING_MASKED, TOTAL, MaskedTotals, read_masked_years, tables_of

WOMEN, MEN, YOUNG = ("gender", "f"), ("gender", "m"), ("age", "young")


def result(value, **parts) -> Result:
    names = {"women": WOMEN, "men": MEN, "young": YOUNG}
    return Result(Decimal(value), {names[name]: number for name, number in parts.items()})


BY_REGION = {
    2: {"A": result(20, women=9, men=4), "B": result(7)},
    1: {"A": result(30, women=12, young=6)},
}


def test_the_network_adds_its_regions_up_and_a_region_has_its_own():
    totals = MaskedTotals(BY_REGION)

    assert totals.of(None) == {"A": result(50, women=21, men=4, young=6), "B": result(7)}
    assert (totals.of(1), totals.of(2), totals.of(9)) == (BY_REGION[1], BY_REGION[2], {})
    assert NOTHING_MASKED.of(None) == {}


def test_a_hidden_cell_is_that_of_its_code_its_place_and_its_part():
    hidden = {"A": frozenset({(TOTAL, "", 1), (TOTAL, "", ALL), (*WOMEN, 2), ("age", REST, ALL)})}
    totals = MaskedTotals(BY_REGION, hidden)

    places = (1, 2, None)
    assert [totals.hides("A", place) for place in places] == [True, False, True]
    assert [totals.hides("B", place) for place in places] == [False] * 3
    assert [totals.hides_part("A", WOMEN, place) for place in places] == [False, True, False]
    assert [totals.hides_part("A", ("age", REST), place) for place in places] == [False, False, True]
    assert not totals.hides_part("B", WOMEN, 2)


def test_an_indicator_is_laid_by_region_and_category_with_what_its_axes_do_not_tell():
    tables = tables_of("A", BY_REGION)

    assert {key: cell.value for key, cell in tables.cells.items()} == {
        (TOTAL, "", 1): 30, (TOTAL, "", 2): 20, (TOTAL, "", ALL): 50,
        (*YOUNG, 1): 6, (*YOUNG, 2): 0, (*YOUNG, ALL): 6,
        ("age", REST, 1): 24, ("age", REST, 2): 20, ("age", REST, ALL): 44,
        (*MEN, 1): 0, (*MEN, 2): 4, (*MEN, ALL): 4, (*WOMEN, 1): 12, (*WOMEN, 2): 9, (*WOMEN, ALL): 21,
        ("gender", REST, 1): 18, ("gender", REST, 2): 7, ("gender", REST, ALL): 25,
    }  # fmt: skip
    axes = {"age": [YOUNG], "gender": [WOMEN, MEN]}
    across = [
        (total, total[:2]) for total in [(TOTAL, "", ALL), *((*part, ALL) for parts in axes.values() for part in parts),
                                         *((axis, REST, ALL) for axis in axes)]
    ]  # fmt: skip
    expected = {(total, frozenset((*head, region) for region in (1, 2))) for total, head in across}
    for axis, parts in axes.items():
        for place in (1, 2, ALL):
            own = frozenset((*part, place) for part in [*parts, (axis, REST)])
            expected.add(((TOTAL, "", place), own))
    assert {(one.total, frozenset(one.parts)) for one in tables.sums} == expected
    assert len(tables.sums) == len(expected)


def test_an_indicator_of_one_region_without_parts_is_its_total_and_hours_are_whole_by_the_hundredth():
    tables = tables_of("B", {2: {"B": result("7.25")}}, scale=100)

    assert {key: cell.value for key, cell in tables.cells.items()} == {(TOTAL, "", 2): 725, (TOTAL, "", ALL): 725}
    assert tables.sums == [Sum((TOTAL, "", ALL), ((TOTAL, "", 2),))]
    parted = tables_of("B", {2: {"B": result("7.25", women=3)}}, scale=100)
    assert (parted.cells[*WOMEN, 2].value, parted.cells["gender", REST, 2].value) == (300, 425)


@pytest.mark.parametrize(("hours", "hidden"), [("4.5", 2), ("5.5", 0)])
def test_hours_of_a_year_are_hidden_by_the_hundredth(hours, hidden, monkeypatch):
    of_year = {1: {"A": Result(Decimal(hours), {})}, 2: {"A": Result(Decimal(30), {})}}
    monkeypatch.setattr(masked_totals, "totals_by_region", lambda spans, codes: [of_year for _ in spans])
    before, after = read_masked_years([period_of_state_year(2024), period_of_state_year(2025)], ["A"])
    assert before.hidden == after.hidden
    places = {key[2] for key in after.hidden["A"]}
    assert (1 in places, len(places)) == (hidden > 0, hidden)


def test_parts_beyond_their_total_are_refused():
    with pytest.raises(ValueError, match="no count"):
        tables_of("A", {1: {"A": result(3, women=4)}})
