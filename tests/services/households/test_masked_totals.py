"""Totals of households attacked: pairs of ends are unseen, everything else is printed or hidden."""

from datetime import date
from random import Random

import pytest

from services.households import masked_totals
from services.households.masked_totals import FAMILIES, HOME, ONCE, ORGANISM, SPLIT, hidden_households
from services.households.totals import RETENTION, Contribution, Number
from services.masking.tables import REST
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


@pytest.mark.parametrize("seed", range(5))
def test_no_total_of_few_households_is_computed_back(seed, monkeypatch):
    laid = {}

    def kept(tables, *args, **more):
        laid.update(tables)
        return masked_totals_hidden(tables, *args, **more)

    masked_totals_hidden = masked_totals.hidden_cells
    monkeypatch.setattr(masked_totals, "hidden_cells", kept)
    hidden = hidden_households(homes(seed), REGIONS)
    tried = 0
    for code, name in (("V1.10", "V1.10"), ("V4.10", masked_totals.COHORT)):
        tables = laid[name]
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
