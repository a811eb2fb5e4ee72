"""Totals by place: the cells of a record, what ties them to the totals of organisms, and what a page reads of them."""

from decimal import Decimal

from services.counting.activity_totals import Result
from services.counting.item_totals import Worked
from services.masking.tables import ALL, REST, Standing
from services.results.by_place.crossed import (
    ACROSS,
    AWAY,
    EMPTY,
    INSIDE,
    NOWHERE,
    OTHERS,
    OWN,
    CrossedTotals,
    cross,
    crossed_tables,
)
from services.results.masked_totals import TOTAL, MaskedTotals

WORKED = {
    Worked(1, 1, "1a"): Decimal(20),
    Worked(1, 2, "2a"): Decimal(7),
    Worked(1, None, ""): Decimal(9),
    Worked(2, 2, "2a"): Decimal(30),
}
HOMES = MaskedTotals({1: {"A": Result(Decimal(36), {("age", "young"): 6})}, 2: {"A": Result(Decimal(30))}})
CELLS = {
    (OWN, 1, "1a"): 20, (INSIDE, 1, "1a"): 20, (INSIDE, 1): 20, (AWAY, 1): 7, (NOWHERE, 1): 9, (NOWHERE, ALL): 9,
    (OWN, 2, "2a"): 30, (INSIDE, 2, "2a"): 37, (INSIDE, 2): 37,
}  # fmt: skip


def test_every_cell_that_a_page_prints_has_its_total():
    totals = cross({"A": WORKED}, HOMES)

    assert totals.by_code == {"A": CELLS}
    assert (totals.hidden, totals.withheld) == ({"A": frozenset()}, frozenset())
    cells = [(AWAY, 1), (AWAY, 2)]
    assert [totals.value(code, cell) for code in "AB" for cell in cells] == [7, None, None, None]
    assert [totals.hides(code, cell) for code in "AB" for cell in cells] == [False] * 4


def test_a_page_of_results_reads_what_was_done_in_each_region():
    totals = CrossedTotals({"A": CELLS, "B": {(INSIDE, 1): Decimal(8)}}, {"A": frozenset({(INSIDE, 2), (AWAY, 1)})})
    inside = totals.inside([1, 2, 3])

    assert [inside.of(region) for region in (1, 2, 3)] == [
        {"A": Result(Decimal(20)), "B": Result(Decimal(8))}, {"A": Result(Decimal(37))}, {},
    ]  # fmt: skip
    assert [(code, region) for code in "AB" for region in (1, 2, 3) if inside.hides(code, region)] == [("A", 2)]


def test_of_what_is_withheld_even_that_nobody_worked_there_is_hidden():
    inside = CrossedTotals({"A": CELLS}, {}, frozenset("A")).inside([1, 3])

    assert [inside.of(region) for region in (1, 3)] == [{"A": Result(Decimal(20))}, {"A": Result(Decimal(0))}]
    assert [inside.hides("A", region) for region in (1, 3)] == [True, True]


def ties(tables) -> dict:
    tied: dict = {}
    for one in tables.sums:
        tied.setdefault(one.total, []).append(set(one.parts))
    return tied


ACROSS_TIES = {
    (INSIDE, 1): [{(INSIDE, 1, "1a")}],
    (INSIDE, 1, "1a"): [{(OWN, 1, "1a")}],
    (INSIDE, 2): [{(INSIDE, 2, "2a")}],
    (INSIDE, 2, "2a"): [{(OTHERS, 2, "2a"), (OWN, 2, "2a")}],
    (OTHERS, 2): [{(OTHERS, 2, "2a")}],
    (OTHERS, 2, "2a"): [{(ACROSS, 1, 2, "2a")}],
    (ACROSS, 1, 2): [{(ACROSS, 1, 2, "2a")}],
    (AWAY, 1): [{(ACROSS, 1, 2)}],
    (OWN, 1): [{(OWN, 1, "1a")}],
    (OWN, 2): [{(OWN, 2, "2a")}],
    (NOWHERE, ALL): [{(NOWHERE, 1)}],
}


def test_each_record_is_tied_to_its_place_and_to_the_total_of_its_organisms():
    tables = crossed_tables(WORKED, HOMES, "A")

    tied = ties(tables)
    everywhere = {(INSIDE, 1), (INSIDE, 2), (NOWHERE, ALL), EMPTY}
    assert sorted(map(str, tied.pop((TOTAL, "", ALL)))) == sorted(
        map(str, [{(TOTAL, "", 1), (TOTAL, "", 2)}, everywhere])
    )
    assert tied.pop((TOTAL, "", 1)) == [{(NOWHERE, 1), (OWN, 1), (AWAY, 1)}]
    assert tied.pop((TOTAL, "", 2)) == [{(OWN, 2)}]
    assert tied == ACROSS_TIES
    unseen = {key for key, cell in tables.cells.items() if cell.standing == Standing.UNSEEN}
    assert unseen == {(OTHERS, 2), (OTHERS, 2, "2a"), (ACROSS, 1, 2), (ACROSS, 1, 2, "2a"), (OWN, 1), (OWN, 2)}
    known = {key for key, cell in tables.cells.items() if cell.standing == Standing.KNOWN}
    assert known == {(TOTAL, "", 1), (TOTAL, "", 2), (TOTAL, "", ALL)}
    heavy = {key: cell.weight for key, cell in tables.cells.items() if cell.weight != 1}
    assert heavy == {(INSIDE, 1): 6, (INSIDE, 2): 6, (NOWHERE, 1): 2, (NOWHERE, ALL): 2, (AWAY, 1): 2}
    assert {key: tables.cells[key].value for key in CELLS} == CELLS


def test_where_a_total_of_organisms_is_hidden_it_is_unseen_and_its_parts_are_tied():
    hidden = MaskedTotals(HOMES.by_region, {"A": frozenset({(TOTAL, "", 1), ("age", REST, 1)})})
    tables = crossed_tables(WORKED, hidden, "A")

    standings = {key: tables.cells[key].standing for key in [(TOTAL, "", 1), (TOTAL, "", 2), ("age", REST, 1)]}
    assert list(standings.values()) == [Standing.UNSEEN, Standing.KNOWN, Standing.UNSEEN]
    assert tables.cells["age", "young", 1].standing == Standing.KNOWN
    assert {("age", "young", 1), ("age", REST, 1)} in ties(tables)[TOTAL, "", 1]
    # A part alone that is hidden ties nothing: its total is known
    part = MaskedTotals(HOMES.by_region, {"A": frozenset({("age", REST, 1)})})
    assert ("age", REST, 1) not in crossed_tables(WORKED, part, "A").cells


def test_hours_are_crossed_by_the_hundredth_and_nothing_worked_is_no_cell():
    worked = {Worked(1, 1, "1a"): Decimal("4.5"), Worked(1, None, ""): Decimal("31.5"), Worked(2, 2, "2a"): Decimal(30),
              Worked(2, 1, "1a"): Decimal(0)}  # fmt: skip
    homes = MaskedTotals(HOMES.by_region)
    tables = crossed_tables(worked, homes, "A", 100)
    assert (tables.cells[OWN, 1, "1a"].value, tables.cells[TOTAL, "", 1].value) == (450, 3600)
    assert not any(key[0] == ACROSS for key in tables.cells)
    assert (OWN, 1, "1a") in cross({"A": worked}, homes).hidden["A"]


def test_two_readings_that_differ_are_withheld_and_the_other_codes_are_not():
    later = WORKED | {Worked(2, 2, "2b"): Decimal(1)}
    homes = MaskedTotals({region: {**codes, "B": codes["A"]} for region, codes in HOMES.by_region.items()})
    totals = cross({"A": later, "B": WORKED}, homes)

    assert (totals.withheld, set(totals.hidden), set(totals.by_code)) == ({"A"}, {"B"}, {"A", "B"})
