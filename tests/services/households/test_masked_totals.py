"""Totals of households attacked: pairs of ends are unseen, everything else is printed or hidden."""

from datetime import date
from random import Random

import pytest

from services.households import masked_totals
from services.households.masked_totals import (
    ARRIVAL,
    FAMILIES,
    HOME,
    JOINT,
    ONCE,
    ORGANISM,
    ORIGIN,
    PAIR,
    SPLIT,
    hidden_households,
    read_hidden_households,
)
from services.households.totals import RETENTION, Contribution, HouseholdScope, Number
from services.masking.tables import REST, Standing
from tests.services.masking.attacker import bounds, printed

DAY = date(2025, 6, 3)
REGIONS = {1: 6, 2: 6, 11: 8, 12: 8, 13: 15}


def homes(seed) -> list[Contribution]:
    """Families, people and what became of them, between two organisms of the city and three of the regions."""
    chance, found = Random(seed), []
    for sender in (None, 1, 2):
        for receiver in (11, 12, 13):
            many = chance.choice([0, 0, 1, 2, 4, 6, 12, 25])
            ends = (sender, receiver, 5 if sender and chance.random() < 0.5 else None)
            for _ in range(many):
                category = chance.choice(["economique", "refugies", ""])
                size, outcome = chance.randint(1, 6), chance.choice(["stayed"] * 5 + ["gone", "unknown"])
                by = {category: 1} if category else {}
                found.append(Contribution("V1.10", DAY, Number(1, by_category=by), *ends))
                found.append(Contribution("V1.11", DAY, Number(size), *ends))
                number = Number(int(outcome == "stayed"), 1, int(outcome == "unknown"))
                found.append(Contribution("V4.10", DAY, number, *ends))
    return found


@pytest.fixture
def laid(monkeypatch) -> dict:
    """The tables of each code as they were laid last."""
    tables_of, hidden_cells = {}, masked_totals.hidden_cells

    def kept(tables, *args, **more):
        tables_of.update({code: own for (_, code), own in tables.items()})
        return hidden_cells(tables, *args, **more)

    monkeypatch.setattr(masked_totals, "hidden_cells", kept)
    return tables_of


@pytest.mark.parametrize("seed", range(5))
def test_no_total_of_few_households_is_computed_back(seed, laid):
    hidden = hidden_households(homes(seed), REGIONS)
    tried = 0
    for code in ("V1.10", "V4.10"):
        tables = laid[code]
        few = [key for key, cell in tables.cells.items() if 0 < cell.value < 5]
        offered = {key for key in few if tables.cells[key].standing.value == "offered"}
        assert offered <= hidden.cells[code]
        known = bounds(printed(tables, hidden.cells[code]), few, whole=True)
        assert [key for key in few if known[key].low > 0 or known[key].high < 5] == []
        tried += len(few)
    assert tried > 10
    # The people of few families are hidden with them, however many they are
    people = laid["V1.11"]
    assert [key for key in people.cells if key in hidden.cells["V1.10"] and key not in hidden.cells["V1.11"]] == []


def of_pair(code: str, sender: int | None, receiver: int, numbers: list[Number]) -> list[Contribution]:
    return [Contribution(code, DAY, number, sender, receiver, None) for number in numbers]


def test_figures_are_laid_as_what_their_pages_add_up(laid):
    """Pairs that count nothing are left out, whatever comes after them; those that count are seen by nobody."""
    refugees, told_nothing = Number(1, by_category={"refugies": 1}), Number(1)
    rows = of_pair("V1.10", 1, 11, [Number(0)])
    rows += of_pair("V1.10", 1, 12, [refugees] * 6 + [told_nothing] * 2) + of_pair("V1.10", None, 13, [refugees] * 9)
    rows += of_pair("V4.10", 1, 11, [Number(0, 0, 0)])
    rows += of_pair("V4.10", 1, 12, [Number(1, 1, 0)] * 7 + [Number(0, 1, 1)] * 2 + [Number(0, 1, 0)])
    rows += of_pair("V1.11", 1, 12, [Number(3)] * 8)
    hidden = hidden_households(rows, REGIONS)

    families, cohort, people = ({key: cell.value for key, cell in laid[name].cells.items()} for name in
                                ("V1.10", "V4.10", "V1.11"))  # fmt: skip
    assert families[ONCE] == 17
    assert families[SPLIT] == 8 + 8 + 9
    assert {key: value for key, value in families.items() if key[0] in (ORGANISM, ORIGIN)} == {
        (ORGANISM, 1): 8, (ORGANISM, 12): 8, (ORGANISM, 13): 9, (ORIGIN, 6): 8, (ORIGIN, None): 9,
    }  # fmt: skip
    assert (families[(ONCE, "refugies")], families[(ONCE, REST)]) == (15, 2)
    assert [cohort[(ONCE, part)] for part in ("stayed", "gone", "unknown")] == [7, 1, 2]
    assert [cohort[(SPLIT, part)] for part in ("stayed", "gone", "unknown")] == [14, 2, 4]
    assert cohort[ONCE] == 10
    assert people[ONCE] == people[(ARRIVAL, 8)] == 24
    for tables in laid.values():
        printed_cells = {key for key, cell in tables.cells.items() if cell.standing == Standing.OFFERED}
        assert not [key for key in printed_cells if key[0] == PAIR or (isinstance(key[0], tuple) and len(key[0]) == 3)]
    assert not [key for keys in hidden.cells.values() for key in keys if key[0] == PAIR]


def test_households_of_a_joint_target_alone_are_added_up_beside_the_others(laid):
    rows = of_pair("V1.10", 1, 11, [Number(1)] * 6)
    hidden_households(rows, REGIONS)
    assert JOINT not in laid["V1.10"].cells
    hidden_households([*rows, *[Contribution("V1.10", DAY, Number(1), 1, 12, 5)] * 7], REGIONS)
    assert (laid["V1.10"].cells[JOINT].value, laid["V1.10"].cells[ONCE].value) == (7, 13)


def test_people_of_one_family_are_hidden_where_families_alone_would_be_safe(laid):
    """Six people of one family: by the sums of a reader they could be none, as that family could."""
    rows = []
    for sender, receiver, families, people in ((1, 11, 1, 6), (1, 13, 5, 1), (3, 11, 5, 1), (3, 13, 5, 1)):
        rows += of_pair("V1.10", sender, receiver, [Number(1)] * families)
        rows += of_pair("V1.11", sender, receiver, [Number(people)] * families)
    hidden = hidden_households(rows, REGIONS | {3: 7})
    few = (PAIR, 1, 11, False)
    assert laid["V1.10"].cells[few].value == 1
    assert laid["V1.11"].cells[few].value == 6
    assert hidden.cells["V1.10"] == frozenset()
    known = bounds(printed(laid["V1.11"], hidden.cells["V1.11"]), [few], whole=True)[few]
    assert (known.low, known.high > 6) == (0, True)


def test_people_are_masked_by_themselves_where_no_family_is_counted():
    rows = of_pair("V1.11", None, 11, [Number(3)]) + of_pair("V1.11", None, 13, [Number(9)] * 3)
    hidden = hidden_households(rows, REGIONS)
    assert hidden.hides("V1.11", (ORGANISM, 11))
    assert hidden.hides("V1.11", (ORGANISM, 13))
    assert not hidden.hides("V1.11", ONCE)


@pytest.mark.parametrize("seed", [3, 9])
def test_what_a_retention_hides_with_its_parts_is_not_computed_back_either(seed, laid):
    chance, rows = Random(seed), []
    for sender in (None, 1, 2):
        for receiver in (11, 12, 13):
            for _ in range(chance.choice([0, 0, 1, 3, 6, 12])):
                outcome = chance.choice(["stayed"] * 3 + ["gone", "unknown"])
                number = Number(int(outcome == "stayed"), 1, int(outcome == "unknown"))
                rows += of_pair("V4.10", sender, receiver, [number])
    hidden = hidden_households(rows, REGIONS).cells["V4.10"]
    some = [key for key in hidden if laid["V4.10"].cells[key].value]
    known = bounds(printed(laid["V4.10"], hidden), some, whole=True)
    assert len(some) > 20
    assert [key for key in some if known[key].is_recovered] == []


def test_a_retention_prints_its_three_terms_or_none():
    steps = [Contribution("V4.10", DAY, Number(int(rank < 8), 1, 0), None, 11, None) for rank in range(10)]
    steps += [Contribution("V4.10", DAY, Number(int(rank < 9), 1, 0), None, 13, None) for rank in range(15)]
    hidden = hidden_households(steps, REGIONS)
    # 2 left the first; 6 left the other: beside the 8 of both, one would tell the other
    assert hidden.hides("V4.10", (HOME, 8))
    assert hidden.hides("V4.10", (HOME, 15)) or hidden.hides("V4.10", ONCE)
    for figure in ((ORGANISM, 11), SPLIT):
        cells = {key for key in hidden.cells["V4.10"] if key == figure or key[0] == figure}
        assert not cells or len(cells) > 1


def test_categories_of_few_families_are_hidden_where_they_are_printed():
    steps = [Contribution("V1.10", DAY, Number(1, by_category={"refugies": 1}), None, 11, None) for _ in range(2)]
    steps += [Contribution("V1.10", DAY, Number(1, by_category={"economique": 1}), None, 11, None) for _ in range(9)]
    hidden = hidden_households(steps, REGIONS)
    assert hidden.hidden_categories("V1.10", ONCE) == {"refugies", "economique"}
    assert not hidden.hides("V1.10", ONCE)
    assert hidden_households([], REGIONS).cells == {}
    assert {*FAMILIES, *RETENTION} == {"V1.09", "V1.10", "V4.10", "V4.11", "V4.12"}
    assert REST not in hidden.hidden_categories("V1.10", (HOME, 8))


def test_periods_read_together_each_hold_both_ends_of_their_days(organism, far_organism, monkeypatch):
    years = [HouseholdScope(date(year, 4, 1), date(year + 1, 3, 31)) for year in (2024, 2025)]
    days = [years[0].start, *[date(2024, 9, 3)] * 3, years[0].end, *[date(2025, 9, 3)] * 4, years[1].end]
    asked = []

    def read(scope):
        asked.append(scope)
        rows = [Contribution("V1.10", day, Number(1), None, organism.pk, None) for day in days]
        return rows + [Contribution("V1.10", years[1].start, Number(1), None, far_organism.pk, None)] * 2

    monkeypatch.setattr(masked_totals, "household_contributions", read)
    before, after = read_hidden_households(*years)
    assert asked == [HouseholdScope(years[0].start, years[1].end)]
    assert before.cells["V1.10"] == frozenset()
    assert after.hides("V1.10", (HOME, far_organism.region_id))


@pytest.mark.parametrize("seed", [86, 105])
def test_the_same_households_hide_the_same_totals_in_whatever_order_they_are_read(seed):
    """A household that is corrected moves in its table and is read last: of these, another choice was made then."""
    rows = homes(seed)
    first = hidden_households(rows, REGIONS)
    Random(seed).shuffle(rows)
    assert hidden_households(rows, REGIONS) == first
    assert first.cells["V1.10"]
