"""Money by State year: what is signed by a day, and what ends with nothing signed after it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from agreements.stability.signature_days import Term
from agreements.stability.signed_money import SignedMoney, YearMoney
from roriq_portal.fiscal_year import state_year_of

DAY = date(2026, 11, 30)


def term(key, region=1, *, start=2024, years=3, signed_on=date(2024, 3, 1), renews=None):
    return Term(key, key, region, date(start, 4, 1), date(start + years, 4, 1), signed_on=signed_on, renews=renews)


def amounts(key, first, *values):
    return [
        YearMoney(key, DateRange(date(first + rank, 4, 1), date(first + rank + 1, 4, 1)), Decimal(value))
        for rank, value in enumerate(values)
    ]


def test_money_counts_once_it_is_signed_in_the_region_of_its_organism():
    terms = [term(1), term(2, region=2, signed_on=date(2026, 5, 1)), term(3, signed_on=None)]
    money = SignedMoney(terms, [*amounts(1, 2024, 10, 20, 30), *amounts(2, 2026, 5), *amounts(3, 2026, 7)])

    assert money.signed(2026, DAY) == {1: 30, 2: 5}
    assert money.signed(2026, date(2026, 5, 1)) == {1: 30, 2: 5}
    assert money.signed(2026, date(2026, 4, 30)) == {1: 30}
    assert money.signed(2025, DAY) == {1: 20}
    assert money.signed(2030, DAY) == {}


@pytest.mark.parametrize(("first", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026)])
def test_a_year_counts_in_the_state_year_that_it_begins_in(first, year):
    assert YearMoney(1, DateRange(first, first.replace(year=2027)), Decimal(1)).year == year


def test_money_ends_where_neither_its_agreement_nor_a_signed_one_goes_on():
    ends, goes_on, renewed, follower, unsigned = (
        term(1),
        term(2, years=5),
        term(3),
        term(4, start=2027, renews=3, signed_on=date(2026, 11, 1)),
        term(5, start=2027, renews=1, signed_on=None),
    )
    money = SignedMoney(
        [ends, goes_on, renewed, follower, unsigned],
        [
            *amounts(1, 2024, 1, 1, 10),
            *amounts(2, 2024, 1, 1, 20, 20, 20),
            *amounts(3, 2024, 1, 1, 40),
            *amounts(4, 2027, 40),
            *amounts(5, 2027, 10),
        ],
    )

    assert money.ending(2026, 2027, DAY) == {1: 10}
    assert money.ending(2026, 2027, date(2026, 10, 31)) == {1: 10 + 40}
    assert money.ending(2026, 2028, DAY) == {1: 10 + 40}


def test_two_years_that_begin_in_one_state_year_add_up():
    first, second = DateRange(date(2026, 4, 1), date(2027, 1, 1)), DateRange(date(2027, 1, 1), date(2027, 4, 1))
    money = SignedMoney([term(1)], [YearMoney(1, first, Decimal(10)), YearMoney(1, second, Decimal(4))])

    assert money.signed(2026, DAY) == {1: 14}


@pytest.mark.parametrize("order", [(2, 3, 4), (3, 4, 2)])
def test_of_two_that_renew_it_one_that_goes_on_is_enough(order):
    """The first goes on; the second ends with what renews it; a third is not signed."""
    goes_on, ends, last = term(2, renews=1), term(3, renews=1), term(5, renews=3)
    followers = {2: goes_on, 3: ends, 4: term(4, renews=1, signed_on=None)}
    terms = [term(1), *(followers[key] for key in order), last]
    money = SignedMoney(terms, [*amounts(1, 2026, 9), *amounts(2, 2027, 9), *amounts(4, 2027, 9)])

    assert money.ending(2026, 2027, DAY) == {}


def test_what_renews_a_follower_carries_on_too():
    chain = [term(1), term(2, start=2027, years=1, renews=1), term(3, start=2028, years=1, renews=2)]
    money = SignedMoney(chain, [*amounts(1, 2026, 9), *amounts(2, 2027, 9), *amounts(3, 2028, 9)])

    assert money.ending(2026, 2028, DAY) == {}
    assert money.ending(2026, 2029, DAY) == {1: 9}


@given(
    st.lists(
        st.tuples(st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.integers(0, 9), st.none() | st.integers(-99, 99)),
        max_size=12,
    )
)
def test_what_is_signed_is_the_sum_of_its_years_and_what_ends_is_part_of_it(rows):
    terms, years = [], []
    for key, (start, amount, late) in enumerate(rows, start=1):
        signed_on = None if late is None else start + timedelta(days=late)
        terms.append(Term(key, key, key % 3, start, start + timedelta(days=365), signed_on=signed_on))
        years.append(YearMoney(key, DateRange(start, start + timedelta(days=365)), Decimal(amount)))
    money = SignedMoney(terms, years)

    for year in range(2022, 2029):
        expected = sum(
            amount
            for start, amount, late in rows
            if late is not None and start + timedelta(days=late) <= DAY and state_year_of(start) == year
        )
        signed, ending = money.signed(year, DAY), money.ending(year, year + 1, DAY)
        assert sum(signed.values()) == expected
        assert all(amount <= signed[region] for region, amount in ending.items())
