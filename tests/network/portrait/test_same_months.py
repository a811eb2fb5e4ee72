"""Sums of a year up to a month: what they are, what of them is hidden, and what pages of results print already."""

from datetime import date
from decimal import Decimal

import pytest

from network.portrait.totals.figures import Figure, Source, counted_figure, hidden_figure, rate_figure
from network.portrait.totals.same_months import MONTH, UNTIL, YearSoFar, _laid, months_between, prefixes_of, read_months
from organisms.models import Category
from services.masking.tables import ALL, Standing
from tests.factories import make_activity

APRIL, MAY, JUNE = YEAR = months_between(date(2025, 4, 1), date(2025, 6, 30))


def by_month(*values) -> dict[date, Decimal]:
    return {month: Decimal(value) for month, value in zip(YEAR, values, strict=True) if value is not None}


def two_regions(first, second) -> dict:
    whole = {month: first.get(month, Decimal(0)) + second.get(month, Decimal(0)) for month in YEAR}
    return {1: first, 2: second, ALL: whole}


def prefixes_until(months, until, hidden):
    return prefixes_of({"year": YearSoFar(months, until, YEAR, hidden)})["year"]


def prefix(by_place, until, hidden=()):
    return prefixes_until({"A": by_place}, until, {"A": frozenset(hidden)})["A"]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 4, 1), date(2025, 4, 30), [(2025, 4)]),
        (date(2025, 11, 15), date(2026, 2, 1), [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]),
    ],
)
def test_months_go_from_the_first_to_the_last(first, last, months):
    assert months_between(first, last) == [date(*month, 1) for month in months]


def test_a_sum_goes_up_to_its_month_and_a_month_without_a_record_adds_nothing():
    places = two_regions(by_month(20, None, 40), by_month(10, 30, 50))

    assert [prefix(places, month).values for month in YEAR] == [
        {1: 20, 2: 10, ALL: 30}, {1: 20, 2: 40, ALL: 60}, {1: 60, 2: 90, ALL: 150},
    ]  # fmt: skip
    assert [prefix(places, month).hidden for month in YEAR] == [frozenset()] * 3


def test_a_small_month_hides_the_sums_on_its_two_sides_in_the_same_places_whatever_month_is_read():
    alone = {ALL: by_month(20, 3, 40)}
    assert [ALL in prefix(alone, month).hidden for month in YEAR] in ([True, False, False], [False, True, False])
    places = two_regions(by_month(3, 30, 40), by_month(10, 30, 50))
    # The first month of a region is its sum up to it: hidden, and with it what would tell it
    assert 1 in prefix(places, APRIL).hidden
    assert len(prefix(places, APRIL).hidden) == 2


def test_a_year_that_results_print_stays_printed_and_one_that_they_hide_stays_hidden():
    places = two_regions(by_month(20, 30, 40), by_month(10, 30, 50))
    assert prefix(places, JUNE, {1, 2}).hidden == {1, 2}
    # Known, whatever it is worth: nothing offered is left to protect it
    small = {ALL: by_month(1, 1, 1)}
    assert prefix(small, JUNE).hidden == frozenset()
    assert prefix(small, APRIL).hidden == {ALL}
    assert prefixes_until({"A": small}, JUNE, {})["A"].hidden == frozenset()


def test_hours_are_hidden_by_the_hundredth():
    assert prefix({ALL: by_month("4.5", 30, 40)}, APRIL).hidden == {ALL}
    assert prefix({ALL: by_month("5.5", 30, 40)}, APRIL).hidden == frozenset()


def test_every_code_has_its_own_table():
    made = prefixes_until({"A": {ALL: by_month(3, 30, 40)}, "B": {ALL: by_month(30, 30, 40)}}, APRIL, {})
    assert {code: bool(own.hidden) for code, own in made.items()} == {"A": True, "B": False}


def of_families(families, people, hidden=None):
    """What is hidden of the people up to April: « P » counts the people of the families « F »."""
    months = {"F": families, "P": people} if families else {"P": people}
    years = {"year": YearSoFar(months, APRIL, YEAR, hidden or {})}
    return prefixes_of(years, {"P": "F"})["year"]["P"].hidden


def test_people_of_few_families_are_hidden_however_many_they_are():
    people = two_regions(by_month(30, 30, 40), by_month(60, 60, 60))
    few, many = (two_regions(by_month(number, 30, 40), by_month(20, 20, 20)) for number in (3, 8))
    assert 1 in of_families(few, people)
    assert of_families(many, people) == frozenset()
    # Nobody counts families: the people are masked by their own number
    assert of_families(None, people) == frozenset()
    assert of_families(None, two_regions(by_month(3, 30, 40), by_month(60, 60, 60))) >= {1}


def test_people_of_families_that_are_hidden_are_hidden_with_them():
    families = two_regions(by_month(3, 30, 40), by_month(20, 20, 20))
    people = two_regions(by_month(30, 30, 40), by_month(60, 60, 60))
    of_both = prefixes_of({"year": YearSoFar({"F": families, "P": people}, APRIL, YEAR, {})}, {"P": "F"})["year"]
    assert of_both["F"].hidden <= of_both["P"].hidden
    assert len(of_both["F"].hidden) == 2


def test_no_family_has_no_people_to_hide():
    families, people = two_regions(by_month(None, 30, 40), by_month(20, 20, 20)), by_month(None, 60, 60)
    assert of_families(families, two_regions(people, by_month(60, 60, 60))) == frozenset()


def test_people_are_hidden_by_the_hundredth_too():
    families = two_regions(by_month(20, 30, 40), by_month(20, 20, 20))
    assert 1 in of_families(families, two_regions(by_month("4.5", 30, 40), by_month(60, 60, 60)))


def test_months_and_sums_are_tied_by_month_by_region_and_from_one_month_to_the_next():
    tables = _laid(two_regions(by_month(20, 30, 40), by_month(10, 30, 50)), YEAR, frozenset({2}), 1)
    tied = {one.total: set(one.parts) for one in tables.sums if one.total[:2] == (UNTIL, 1)}
    assert tied == {
        (UNTIL, 1, APRIL): {(MONTH, 1, APRIL)},
        (UNTIL, 1, MAY): {(MONTH, 1, MAY), (UNTIL, 1, APRIL)},
        (UNTIL, 1, JUNE): {(MONTH, 1, JUNE), (UNTIL, 1, MAY)},
    }
    over_regions = [
        one for one in tables.sums if one.parts == tuple((one.total[0], place, one.total[2]) for place in (1, 2))
    ]
    assert {one.total for one in over_regions} == {(sort, ALL, month) for sort in (MONTH, UNTIL) for month in YEAR}
    standings = {key: (cell.standing, cell.stays_hidden) for key, cell in tables.cells.items() if key[2] == JUNE}
    assert standings == {
        **{(MONTH, place, JUNE): (Standing.UNSEEN, False) for place in (1, 2, ALL)},
        (UNTIL, 1, JUNE): (Standing.KNOWN, False),
        (UNTIL, 2, JUNE): (Standing.OFFERED, True),
        (UNTIL, ALL, JUNE): (Standing.KNOWN, False),
    }
    # The whole without regions is tied to none
    assert len(_laid({ALL: by_month(20, 30, 40)}, YEAR, frozenset(), 1).sums) == 3


def test_a_figure_is_a_count_a_rate_a_sign_or_words():
    count, rate = counted_figure(1234, Source.AGREEMENTS), rate_figure(5, 8, Source.HOUSEHOLDS)
    hidden, words = hidden_figure(Source.REPORTS), Figure("pas encore approuvé")

    assert [one.text for one in (count, rate, hidden)] == ["1\u00a0234", "62,5\u00a0%", "x"]
    assert [one.source for one in (count, rate, hidden)] == [Source.AGREEMENTS, Source.HOUSEHOLDS, Source.REPORTS]
    assert [one.number for one in (count, rate, hidden, words)] == [1234, None, None, None]
    assert (rate.part, rate.whole, rate.value) == (5, 8, Decimal("62.5"))
    assert [one.is_rate for one in (count, rate, hidden)] == [False, True, False]
    assert [one.is_hidden for one in (count, rate, hidden, words)] == [False, False, True, False]
    assert [one.is_in_words for one in (count, hidden, words, Figure("n.\u00a0d."))] == [False, False, True, False]
    assert (counted_figure(3).source, hidden_figure().source) == (Source.RECORDS, Source.RECORDS)


@pytest.mark.django_db
def test_months_of_records_are_read_by_region_whole_and_of_the_codes_that_are_asked(
    organism, neighbour_organism, far_organism
):
    women = {Category.objects.get(dimension__key="sex", key="femmes").pk: 3}
    rows = ((organism, APRIL, 5), (neighbour_organism, APRIL, 6), (organism, JUNE, 7), (far_organism, APRIL, 11))
    for home, day, people in rows:
        make_activity(home, "Séance d’information", day=day, immigrants=people, categories=women)
    make_activity(organism, "Séance d’information", day=date(2025, 7, 1), immigrants=13)

    here, there = by_month(11, None, 7), by_month(11, None, None)
    of_the_network = {organism.region_id: here, far_organism.region_id: there, ALL: by_month(22, None, 7)}
    assert read_months(["V1.02", "V1.03"], APRIL, JUNE) == {"V1.02": of_the_network}
