"""Size of grants and length of waits: exact sums, the middle one, and nothing known before its day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.stability.grant_sizes import grants
from agreements.stability.signature_days import Term
from agreements.stability.waiting_times import OwedInstalment, Wait, paying_waits, signing_waits, wait_lengths

AMOUNTS = st.lists(st.decimals(0, 10_000_000, places=2), min_size=1, max_size=30)
START = date(2024, 4, 1)
TODAY = date(2026, 11, 22)


def term(amount, years=3, key=1, **more):
    return Term(key, 1, 1, START, START.replace(year=START.year + years), amount=amount, **more)


@given(AMOUNTS, st.data())
def test_sums_are_exact_and_shares_part_the_whole(amounts, data):
    terms = [term(amount, data.draw(st.integers(1, 5))) for amount in amounts]
    found = grants(terms)
    middle = sum(one.amount for one in terms if one.years == 2)
    assert found.total == sum(amounts) == found.long + found.yearly + middle
    assert found.least <= found.median <= found.most
    assert found.small == sum(1 for amount in amounts if amount < 25_000)
    assert found.count == len(amounts)


@pytest.mark.parametrize(
    ("amounts", "median"), [([5], 5), ([5, 10], Decimal("7.5")), ([30, 10, 20], 20), ([1, 2, 3, 100], Decimal("2.5"))]
)
def test_the_median_is_the_middle_one(amounts, median):
    assert grants([term(Decimal(amount)) for amount in amounts]).median == median


def test_what_is_not_told_is_not_counted():
    assert grants([term(None)]) is None
    assert grants([]) is None
    assert grants([term(None), term(Decimal(10))]).count == 1


def test_nothing_granted_has_no_share():
    found = grants([term(Decimal(0))])
    assert (found.long_share, found.yearly_share, found.small_share) == (None, None, 100)


@pytest.mark.parametrize(("amount", "small"), [("24999.99", 1), ("25000", 0), ("25000.01", 0)])
def test_small_is_under_25_000(amount, small):
    assert grants([term(Decimal(amount))]).small == small


def wait(begun, ended=None, funder=1):
    day = TODAY - timedelta(days=begun)
    return Wait(funder, 1, day, None if ended is None else day + timedelta(days=ended))


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([], (0, None, None, 0, 0, None)),
        ([wait(100, 47)], (1, 47, 47, 1, 0, None)),
        ([wait(100, 10), wait(90, 30), wait(80, 20)], (3, 20, 30, 3, 0, None)),
        ([wait(100, -16), wait(100, 12)], (2, -16, 12, 1, 0, None)),
        ([wait(40)], (0, None, None, 0, 1, 40)),
        ([wait(40, 60), wait(30, 3)], (1, 3, 3, 1, 1, 40)),
        ([wait(-10)], (0, None, None, 0, 0, None)),
        ([wait(-10, -20)], (1, -20, -20, 0, 0, None)),
        ([wait(-10, -10)], (1, -10, -10, 0, 0, None)),
        ([wait(0)], (0, None, None, 0, 1, 0)),
        ([wait(10, 10)], (1, 10, 10, 1, 0, None)),
        ([wait(100, 0)], (1, 0, 0, 0, 0, None)),
        ([wait(100, 1)], (1, 1, 1, 1, 0, None)),
    ],
)
def test_pace_knows_what_that_day_knew(waits, expected):
    found = wait_lengths(waits, TODAY)
    figures = (found.ended, found.middle, found.longest, found.late, found.waiting, found.waiting_longest)
    assert figures == expected


@pytest.mark.parametrize(
    ("waits", "middle", "longest"),
    [
        ([], None, None),
        ([wait(100, 12)], 12, 12),
        ([wait(300, 12), wait(222), wait(117)], 117, 222),
        ([wait(40)], 40, 40),
        ([wait(40, 60), wait(30, 3)], 3, 40),
        ([wait(-10)], None, None),
    ],
)
def test_what_is_not_answered_counts_until_the_day_it_is_read(waits, middle, longest):
    found = wait_lengths(waits, TODAY)

    assert (found.middle_so_far, found.longest_so_far) == (middle, longest)


def test_each_signatory_is_waited_for():
    one = term(Decimal(1), funder_ids=(7, 9), signed_on=START + timedelta(days=47))
    assert [(wait.funder_id, (wait.ended - wait.begun).days) for wait in signing_waits([one])] == [(7, 47), (9, 47)]
    assert {wait.organism_id for wait in signing_waits([one])} == {one.organism_id}


def paid(*payments):
    days = tuple((START + timedelta(days=day), Decimal(amount)) for day, amount in payments)
    return paying_waits([OwedInstalment(7, 1, START, Decimal(100), days)])[0]


@pytest.mark.parametrize(
    ("payments", "days"),
    [
        ([(30, 100)], 30),
        ([(10, 60), (45, 40)], 45),
        ([(45, 40), (10, 60)], 45),
        ([(10, 60)], None),
        ([], None),
        ([(-3, 150)], -3),
        ([(10, "99.99"), (70, "0.01")], 70),
    ],
)
def test_an_instalment_is_paid_the_day_it_is_whole(payments, days):
    found = paid(*payments)
    assert (found.ended - found.begun).days == days if days is not None else found.ended is None
    assert (found.funder_id, found.organism_id) == (7, 1)


@given(st.lists(st.tuples(st.integers(0, 400), st.decimals("0.01", 100, places=2)), max_size=8))
def test_more_payments_never_make_the_wait_longer(payments):
    found = [paid(*payments[:most]).ended for most in range(len(payments) + 1)]
    known = [day for day in found if day]
    assert known == sorted(known, reverse=True)
