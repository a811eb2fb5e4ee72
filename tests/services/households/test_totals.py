"""What a household adds to each figure, and how figures add up: once, for each organism, under a joint target."""

from datetime import date

import pytest

from services.households.lifecycle import Step, Timeline
from services.households.totals import (
    Contribution,
    HouseholdFigures,
    Number,
    add_up,
    contributions_of,
    totals_of,
)

REFERRED, SETTLED = date(2025, 4, 10), date(2025, 5, 20)
CITY, REGION, TARGET = 1, 11, 21
ENDS = (CITY, REGION, TARGET)
WELCOMED = (
    Step("referred", "sender", REFERRED),
    Step("acknowledged", "receiver", REFERRED),
    Step("settled", "receiver", SETTLED),
    Step("confirmed", "sender", SETTLED),
)


def contribution(code, day, *numbers, **parts) -> Contribution:
    return Contribution(code, day, Number(*numbers, **parts), *ENDS)


def test_a_household_adds_itself_its_people_and_a_place_in_each_retention():
    followed = (Step("follow_up", "receiver", date(2025, 11, 20), 6, "stayed"),)

    assert contributions_of(Timeline(WELCOMED + followed, True), 4, ENDS, "refugies") == [
        contribution("V1.09", REFERRED, 1, by_category={"refugies": 1}),
        contribution("V1.10", SETTLED, 1, by_category={"refugies": 1}),
        contribution("V1.11", SETTLED, 4, by_category={"refugies": 4}),
        contribution("V4.10", date(2025, 11, 20), 1, 1, 0),
        contribution("V4.11", date(2026, 5, 20), 0, 1, 1, unasked=1),
        contribution("V4.12", date(2027, 5, 20), 0, 1, 1, unasked=1),
    ]


def test_a_household_that_left_is_known_and_did_not_stay():
    left = (Step("follow_up", "receiver", date(2025, 11, 20), 6, "left"),)

    retention = contributions_of(Timeline(WELCOMED + left, True), 4, ENDS)[3:]

    assert [(one.number.value, one.number.denominator, one.number.unknown) for one in retention] == [(0, 1, 0)] * 3


def test_who_was_asked_and_is_not_known_waits_for_no_follow_up():
    asked = (Step("follow_up", "receiver", date(2025, 11, 20), 6, "unknown"),)

    retention = contributions_of(Timeline(WELCOMED + asked, True), 4, ENDS)[3:]

    assert [(one.number.unknown, one.number.unasked) for one in retention] == [(1, 0), (1, 1), (1, 1)]


def test_without_a_category_nothing_is_broken_down():
    assert contributions_of(Timeline(WELCOMED[:1], True), 4, ENDS) == [contribution("V1.09", REFERRED, 1)]
    assert contributions_of(Timeline((), True), 4, ENDS) == []


def test_numbers_add_each_part_to_its_own():
    one, other = Number(1, 2, 3, {"a": 4, "b": 5}, 6), Number(10, 20, 30, {"b": 50, "c": 60}, 70)

    assert one + other == Number(11, 22, 33, {"a": 4, "b": 55, "c": 60}, 76)


BOTH = contribution("V1.10", SETTLED, 1)
ALONE = Contribution("V1.10", SETTLED, Number(1), None, REGION, None)
FAR = Contribution("V1.09", REFERRED, Number(1), 2, 12, None)


def test_figures_add_up_by_code_and_an_absent_code_is_absent():
    assert add_up([BOTH, ALONE, FAR]) == {"V1.10": Number(2), "V1.09": Number(1)}
    assert add_up([]) == {}


def test_each_organism_has_its_own_and_the_network_counts_each_household_once():
    totals = totals_of([BOTH, ALONE, FAR])

    assert totals.split == {
        CITY: {"V1.10": Number(1)},
        REGION: {"V1.10": Number(2)},
        2: {"V1.09": Number(1)},
        12: {"V1.09": Number(1)},
    }
    assert totals.joint == {"V1.10": Number(1)}
    assert totals.once == {"V1.10": Number(2), "V1.09": Number(1)}
    assert (totals.split_sum("V1.10"), totals.split_sum("V4.12")) == (Number(3), Number())


def test_no_organism_has_nothing_to_add():
    assert totals_of([]).split_sum("V1.10") == Number()


def test_only_the_organisms_asked_for_are_split():
    assert totals_of([BOTH, FAR], [REGION]).split == {REGION: {"V1.10": Number(1)}}


@pytest.mark.parametrize(
    ("since", "start", "is_known"),
    [
        (date(2025, 4, 1), date(2025, 4, 1), True),
        (date(2024, 4, 1), date(2025, 4, 1), True),
        (date(2025, 4, 1), date(2025, 3, 31), False),
        (None, date(2025, 4, 1), False),
    ],
)
def test_a_figure_is_known_since_households_are_kept(since, start, is_known):
    figures = HouseholdFigures({"V1.10": Number(2)}, since)

    assert figures.of("V1.10", start) == (Number(2) if is_known else None)
    assert figures.of("V1.09", start) is None
