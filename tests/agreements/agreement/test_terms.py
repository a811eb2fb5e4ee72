from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.terms.schedule import (
    DueDay,
    first_month_of,
    lasts_too_long,
    next_term,
    no_such_day,
    owed_periods,
    split_term,
    usual_day,
    year_number,
)

TRIENNIAL = DateRange(date(2024, 4, 1), date(2027, 4, 1))


def test_split_term_by_state_year():
    years = split_term(TRIENNIAL, 4)
    assert [(y.lower, y.upper) for y in years] == [
        (date(2024, 4, 1), date(2025, 4, 1)),
        (date(2025, 4, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2027, 4, 1)),
    ]


def test_split_term_that_starts_in_the_middle_of_a_year_keeps_both_ends():
    years = split_term(DateRange(date(2024, 7, 15), date(2026, 7, 15)), 4)
    assert [y.lower for y in years] == [date(2024, 7, 15), date(2025, 4, 1), date(2026, 4, 1)]
    assert years[-1].upper == date(2026, 7, 15)


def test_split_term_at_anniversaries_bears_the_29th_of_february():
    years = split_term(DateRange(date(2024, 2, 29), date(2026, 3, 1)), 0)
    assert [y.lower for y in years] == [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)]


@pytest.mark.parametrize(
    ("years", "month"),
    [
        ([date(2024, 4, 1)], 0),
        ([date(2024, 6, 15), date(2025, 6, 15)], 0),
        # On the 1st of a month that funders use, an anniversary and a chosen month are the same cut
        ([date(2024, 1, 1), date(2025, 1, 1)], 1),
        ([date(2024, 4, 1), date(2025, 4, 1)], 4),
        ([date(2024, 6, 1), date(2025, 6, 1)], 0),
        ([date(2024, 6, 2), date(2025, 6, 1)], 6),
        ([date(2024, 3, 1), date(2024, 6, 1)], 6),
    ],
)
def test_how_years_were_cut_is_said_by_their_first_days(years, month):
    ends = [*years[1:], date(2027, 4, 1)]
    assert first_month_of([DateRange(*pair) for pair in zip(years, ends, strict=True)]) == month


@pytest.mark.parametrize("first_month", [0, 1, 4])
def test_first_month_of_reads_back_the_split(first_month):
    assert first_month_of(split_term(DateRange(date(2024, 7, 15), date(2027, 7, 15)), first_month)) == first_month


def test_interim_is_april_to_september_due_31_october():
    owed = owed_periods(TRIENNIAL, from_month=4, months=6, due=DueDay(10, 31))
    assert [(p.lower, p.upper, due) for p, due in owed] == [
        (date(y, 4, 1), date(y, 10, 1), date(y, 10, 31)) for y in (2024, 2025, 2026)
    ]


def test_final_is_the_state_year_due_30_june():
    owed = owed_periods(TRIENNIAL, from_month=4, months=12, due=DueDay(6, 30))
    assert [due for _, due in owed] == [date(2025, 6, 30), date(2026, 6, 30), date(2027, 6, 30)]


def test_calendar_year_is_due_31_march_after_and_stops_with_the_term():
    owed = owed_periods(TRIENNIAL, from_month=1, months=12, due=DueDay(3, 31))
    assert [(p.lower, p.upper, due) for p, due in owed] == [
        (date(2024, 4, 1), date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 1, 1), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 1, 1), date(2027, 4, 1), date(2028, 3, 31)),
    ]


def test_due_on_the_31_of_a_short_month_is_its_last_day():
    owed = owed_periods(DateRange(date(2024, 1, 1), date(2024, 2, 1)), from_month=1, months=1, due=DueDay(2, 31))
    assert [due for _, due in owed] == [date(2024, 2, 29)]


@pytest.mark.parametrize(
    ("due", "end", "day"),
    [
        (DueDay(4, 1), date(2025, 4, 1), date(2025, 4, 1)),
        (DueDay(3, 31), date(2025, 4, 1), date(2026, 3, 31)),
        (DueDay(2, 29), date(2025, 4, 1), date(2026, 2, 28)),
        (DueDay(after=1), date(2025, 4, 1), date(2025, 4, 1)),
        (DueDay(), date(2025, 4, 1), date(2025, 3, 31)),
        # Half a date is none
        (DueDay(month=6, after=3), date(2025, 4, 1), date(2025, 4, 3)),
        (DueDay(day=6, after=3), date(2025, 4, 1), date(2025, 4, 3)),
    ],
)
def test_a_due_day_is_the_first_so_dated_after_the_end_or_so_many_days_after_the_last(due, end, day):
    assert due.of(end) == day


def test_every_month_is_a_period_of_its_own_whatever_the_length_that_was_written():
    term = DateRange(date(2024, 12, 15), date(2025, 2, 10))
    owed = owed_periods(term, from_month=4, months=12, due=DueDay(after=15), monthly=True)
    assert owed == [
        (DateRange(date(2024, 12, 15), date(2025, 1, 1)), date(2025, 1, 15)),
        (DateRange(date(2025, 1, 1), date(2025, 2, 1)), date(2025, 2, 15)),
        (DateRange(date(2025, 2, 1), date(2025, 2, 10)), date(2025, 2, 24)),
    ]


def test_a_period_begun_before_the_term_is_cut_to_it():
    term = DateRange(date(2025, 1, 10), date(2025, 2, 10))
    owed = owed_periods(term, from_month=4, months=12, due=DueDay(after=0))
    assert owed == [(term, date(2025, 2, 9))]


@pytest.mark.parametrize(
    ("lower", "upper", "end"),
    [
        (date(2024, 4, 1), date(2027, 4, 1), date(2030, 4, 1)),
        (date(2024, 10, 1), date(2025, 1, 1), date(2025, 4, 1)),
        (date(2024, 11, 10), date(2025, 2, 10), date(2025, 5, 10)),
        (date(2024, 10, 15), date(2024, 11, 15), date(2024, 12, 15)),
        (date(2024, 11, 15), date(2024, 12, 15), date(2025, 1, 15)),
        # The 31st of a shorter month is its last day
        (date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 28)),
        # In one month, or less than one: as many days
        (date(2024, 4, 5), date(2024, 4, 15), date(2024, 4, 25)),
    ],
)
def test_the_next_term_lasts_as_many_months(lower, upper, end):
    assert next_term(DateRange(lower, upper)) == DateRange(upper, end)


def test_five_years_are_the_most():
    assert not lasts_too_long(DateRange(date(2024, 4, 1), date(2029, 4, 1)))
    assert lasts_too_long(DateRange(date(2024, 4, 1), date(2029, 4, 2)))
    assert not lasts_too_long(DateRange(date(2024, 2, 29), date(2029, 2, 28)))
    assert lasts_too_long(DateRange(date(2024, 2, 29), date(2029, 3, 1)))


def test_year_number_before_during_after():
    starts = [year.lower for year in split_term(TRIENNIAL, 4)]
    assert [year_number(starts, d) for d in (date(2024, 3, 31), date(2025, 5, 1), date(2030, 1, 1))] == [0, 2, 3]


@pytest.mark.parametrize(
    ("year_starts", "month", "day"), [(4, 6, 30), (1, 3, 30), (10, 12, 30), (11, 1, 30), (12, 2, 29), (7, 9, 30)]
)
def test_a_report_is_usually_due_at_the_end_of_the_third_month(year_starts, month, day):
    assert usual_day(year_starts) == {"due_month": month, "due_day": day}


@pytest.mark.parametrize(
    ("month", "day", "words"),
    [
        (2, 30, "Février n’a que 29 jours\u00a0: choisissez de 1 à 29."),
        (2, 29, ""),
        (4, 31, "Avril n’a que 30 jours\u00a0: choisissez de 1 à 30."),
        (12, 31, ""),
        (2, None, ""),
        (None, 31, ""),
    ],
)
def test_a_day_that_a_month_never_has_is_refused(month, day, words):
    assert no_such_day(month, day) == words
