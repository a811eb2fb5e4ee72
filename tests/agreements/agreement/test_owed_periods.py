"""Properties of calendars: whatever the term, each period lies in it, none overlap, and days due follow."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import example, given
from hypothesis import strategies as st

from agreements.agreement.terms.schedule import DueDay, moved_periods, owed_periods

ONE_DAY = timedelta(days=1)
starts = st.dates(date(1990, 1, 1), date(2090, 1, 1))
terms = st.builds(lambda first, days: DateRange(first, first + timedelta(days=days)), starts, st.integers(1, 5 * 366))
months = st.integers(1, 12)
fixed = st.builds(lambda month, day: DueDay(month, day), months, st.integers(1, 31))
after = st.builds(lambda days: DueDay(after=days), st.integers(0, 365))
LEAP = DateRange(date(2024, 2, 29), date(2029, 2, 28))


def days_of(period: DateRange) -> set[date]:
    return {period.lower + timedelta(days=n) for n in range((period.upper - period.lower).days)}


@given(term=terms, month=months, length=months, due=st.one_of(fixed, after))
@example(term=LEAP, month=3, length=12, due=DueDay(2, 29))
@example(term=LEAP, month=2, length=1, due=DueDay(after=0))
def test_periods_lie_in_the_term_in_order_without_overlap(term, month, length, due):
    periods = [period for period, _ in owed_periods(term, from_month=month, months=length, due=due)]

    assert all(term.lower <= p.lower < p.upper <= term.upper for p in periods)
    assert all(before.upper <= later.lower for before, later in pairwise(periods))


@given(term=terms, month=months, due=st.one_of(fixed, after))
@example(term=LEAP, month=3, due=DueDay(6, 30))
def test_a_whole_year_leaves_no_day_of_the_term_out(term, month, due):
    owed = owed_periods(term, from_month=month, months=12, due=due)

    assert set().union(*(days_of(period) for period, _ in owed)) == days_of(term)


@given(term=terms, days=st.integers(0, 365))
@example(term=LEAP, days=0)
def test_months_cover_the_term_and_none_crosses_the_first_of_a_month(term, days):
    owed = owed_periods(term, from_month=9, months=1, due=DueDay(after=days), monthly=True)

    assert set().union(*(days_of(period) for period, _ in owed)) == days_of(term)
    assert len({(p.lower.year, p.lower.month) for p, _ in owed}) == len(owed)
    assert all((p.upper - ONE_DAY).month == p.lower.month for p, _ in owed)


@given(term=terms, month=months, length=months, due=fixed)
def test_a_fixed_day_comes_after_the_period_and_within_a_year(term, month, length, due):
    for period, due_on in owed_periods(term, from_month=month, months=length, due=due):
        assert period.upper <= due_on < period.upper + timedelta(days=367)
        assert due_on.month == due.month
        assert due_on.day == due.day or (due_on + ONE_DAY).day == 1


@given(term=terms, month=months, length=months, days=st.integers(0, 365))
def test_so_many_days_after_are_counted_from_the_last_day(term, month, length, days):
    for period, due_on in owed_periods(term, from_month=month, months=length, due=DueDay(after=days)):
        assert (due_on - (period.upper - ONE_DAY)).days == days


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (DueDay(after=0), date(2025, 3, 31)),
        (DueDay(after=1), date(2025, 4, 1)),
        (DueDay(after=90), date(2025, 6, 29)),
        (DueDay(6, 30), date(2025, 6, 30)),
        (DueDay(3, 31), date(2026, 3, 31)),
        (DueDay(2, 29), date(2026, 2, 28)),
    ],
)
def test_both_ways_of_saying_when(due, expected):
    [(_, due_on)] = owed_periods(DateRange(date(2024, 4, 1), date(2025, 4, 1)), from_month=4, months=12, due=due)
    assert due_on == expected


def test_five_years_by_month_are_sixty_reports():
    term = DateRange(date(2024, 4, 1), date(2029, 4, 1))
    owed = owed_periods(term, from_month=4, months=1, due=DueDay(after=15), monthly=True)
    assert len(owed) == 60
    assert owed[10] == (DateRange(date(2025, 2, 1), date(2025, 3, 1)), date(2025, 3, 15))


two_days = st.tuples(starts, starts).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: tuple(sorted(pair)))


@given(standing=st.sets(two_days, max_size=6), planned=st.sets(two_days, max_size=6))
def test_a_moved_period_leaves_the_calendar_and_becomes_a_new_one_that_it_touches(standing, planned):
    moves = moved_periods(standing, planned)

    assert moves.keys() <= standing - planned
    assert set(moves.values()) <= planned - standing
    assert len(set(moves.values())) == len(moves)
    assert all(before[0] < after[1] and after[0] < before[1] for before, after in moves.items())
    left = (standing - planned - moves.keys(), planned - standing - set(moves.values()))
    assert not [(a, b) for a in left[0] for b in left[1] if a[0] < b[1] and b[0] < a[1]]


def test_a_period_becomes_the_one_it_shares_most_days_with():
    year = (date(2026, 4, 1), date(2027, 4, 1))
    spring, rest = (date(2026, 4, 1), date(2026, 7, 1)), (date(2026, 7, 1), date(2027, 6, 1))
    assert moved_periods([year], [spring, rest]) == {year: rest}
    assert moved_periods([spring, rest], [year]) == {rest: year}
    assert moved_periods([year], [(date(2027, 4, 1), date(2028, 4, 1))]) == {}


def test_a_period_shared_alike_becomes_the_first_and_one_day_is_enough():
    whole, first, second = ((date(2026, 4, a), date(2026, 4, b)) for a, b in ((1, 21), (1, 11), (11, 21)))
    assert moved_periods([whole], [second, first]) == {whole: first}
    day = (date(2026, 4, 1), date(2026, 4, 2))
    assert moved_periods([day], [whole]) == {day: whole}
