"""The sender of a joint target reads of a group, never of a household; who receives reads all."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.households.network_totals import COLUMNS, TotalsPage, TotalsRow, _table
from services.households.retention import KEPT, format_household_number, format_retention, may_read
from services.households.totals import Number

PARTS = st.fixed_dictionaries({one: st.integers(0, 12) for one in ("stayed", "left", "unknown")})


def said(stayed, left, unknown, *, to_sender=True) -> str:
    found = {"stayed": stayed, "left": left, "unknown": unknown}
    return format_retention(6, found, to_sender=to_sender).replace("\xa0", " ").removeprefix("Suivi à 6 mois : ")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0, 1, 0), KEPT),
        ((2, 1, 1), KEPT),
        ((9, 0, 0), KEPT),
        ((0, 6, 0), KEPT),
        ((3, 2, 1), KEPT),
        ((8, 1, 0), "restés : masqué, partis : masqué, 0 inconnu."),
        ((10, 1, 2), "10 restés, partis : masqué, inconnus : masqué."),
        ((10, 6, 1), "10 restés, partis : masqué, inconnus : masqué."),
        ((10, 6, 0), "10 restés, 6 partis, 0 inconnu."),
    ],
)
def test_sender_reads_groups(numbers, words):
    assert said(*numbers) == words


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((8, 1, 0), KEPT),
        ((6, 3, 0), KEPT),
        ((10, 6, 0), "restés : masqué, partis : masqué, 0 inconnu."),
        ((10, 12, 0), "10 restés, 12 partis, 0 inconnu."),
    ],
)
def test_sender_reads_larger_groups_under_a_larger_threshold(numbers, words, settings):
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"organism": 10}
    assert said(*numbers) == words


def test_receiver_reads_its_own_numbers():
    assert said(0, 1, 0, to_sender=False) == "0 resté, 1 parti, 0 inconnu."
    assert said(8, 2, 3, to_sender=False) == "8 restés, 2 partis, 3 inconnus."


@given(PARTS)
def test_no_number_of_1_to_4_reaches_the_sender_nor_can_be_subtracted(found):
    words = format_retention(6, found, to_sender=True)
    shown = [int(number) for number in re.findall(r"(\d+) (?:resté|parti|inconnu)", words)]

    assert not [number for number in shown if 0 < number < 5]
    # They may know how many were followed up: a single missing part would be the difference
    assert words.count("masqué") != 1
    assert KEPT in words or may_read(found)


@given(PARTS)
def test_what_all_share_is_kept(found):
    if sum(number > 0 for number in found.values()) == 1:
        assert KEPT in format_retention(12, found, to_sender=True)


@pytest.mark.parametrize(("value", "unknown"), [(0, 0), (0, 1), (1, 0)])
def test_what_became_of_a_single_household_is_never_printed(value, unknown):
    assert format_household_number(Number(value, 1, unknown)) == "masqué"
    [row] = _table("", "", [TotalsRow("Réseau", [None, None, None, Number(value, 1, unknown), None, None])]).rows
    assert row[4:7] == ["x"] * 3


def test_where_nothing_is_known_of_any_household_there_is_no_rate():
    assert format_household_number(Number(0, 7, 7)) == "n.\u00a0d., 7 inconnus"
    assert format_household_number(Number(0, 7, 5)) == "0 sur 7, 5 inconnus"


def test_two_households_are_counted():
    assert format_household_number(Number(3, 8)) == "3 sur 8"
    assert format_household_number(Number(3, 8, 2)) == "3 sur 8, 2 inconnus"
    assert format_household_number(Number(7)) == "7"
    assert format_household_number(Number(1, 2, 1)) == "1 sur 2, 1 inconnu"


def test_a_result_that_nobody_wrote_counts_none():
    words = format_retention(6, {"stayed": 8}, to_sender=False).replace("\xa0", " ")
    assert words == "Suivi à 6 mois : 8 restés, 0 parti, 0 inconnu."


@pytest.mark.parametrize(("stayed", "left", "may"), [(4, 1, True), (3, 1, False), (5, 0, False), (4, 2, True)])
def test_five_with_two_results_are_a_group(stayed, left, may):
    assert may_read({"stayed": stayed, "left": left}) is may


def test_each_table_of_the_totals_has_its_head_its_rows_and_its_sums_below():
    known = TotalsRow("A", [Number(5), None, Number(2), Number(3, 8, 1), None, Number(0, 7, 7)])
    page = TotalsPage([known], [TotalsRow("Estrie", [None] * 6)], [TotalsRow("Laval", [None] * 6)], known, known, known)

    organisms, arrivals, origins, signs = page.tables()

    names = [(table.name, table.head[0], table.totals) for table in (organisms, arrivals, origins)]
    assert names == [
        ("Par organisme", "Organisme", 3),
        ("Région d’arrivée", "Région", 0),
        ("Région d’origine", "Région", 0),
    ]
    head = list(organisms.head)
    half = COLUMNS["V4.10"]
    assert head[1:7] == [*list(COLUMNS.values())[:3], half, f"{half}, sur", f"{half}, inconnus"]
    assert len(head) == 1 + 3 + 3 * 3
    assert list(organisms.rows) == [["A", 5, None, 2, 3, 8, 1, None, None, None, "n.\u00a0d.", 7, 7]] * 4
    assert [sign for sign, _ in signs.rows] == ["–", "n.\u00a0d."]
    assert [row[0] for row in arrivals.rows] == ["Estrie"]
    assert [row[0] for row in origins.rows] == ["Laval"]
    with pytest.raises(ValueError, match="shorter"):
        _table("", "", [TotalsRow("A", [])])
