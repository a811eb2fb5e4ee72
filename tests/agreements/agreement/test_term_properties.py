"""Terms of one day to five years, from any day, cut at any month: nothing is lost, nothing is counted twice."""

from datetime import date, timedelta
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import assume, example, given
from hypothesis import strategies as st

from agreements.agreement.renewal import KEPT
from agreements.agreement.terms.schedule import first_month_of, lasts_too_long, next_term, split_term, year_number

FIRST, LAST = date(1990, 1, 1), date(2090, 12, 31)
months = st.integers(0, 12)


@st.composite
def terms(draw):
    lower = draw(st.dates(FIRST, LAST) | st.sampled_from([date(2024, 2, 29), date(2023, 2, 28), date(2024, 4, 1)]))
    term = DateRange(lower, lower + timedelta(days=draw(st.integers(1, 1827))))
    assume(not lasts_too_long(term))
    return term


@given(terms(), months)
@example(DateRange(date(2024, 2, 29), date(2029, 2, 28)), 0)
@example(DateRange(date(2024, 2, 29), date(2029, 3, 1)), 2)
def test_years_follow_each_other_and_fill_the_term(term, month):
    years = split_term(term, month)
    assert years[0].lower == term.lower
    assert years[-1].upper == term.upper
    assert all(before.upper == after.lower for before, after in pairwise(years))
    assert all(year.lower < year.upper for year in years)
    assert len(years) <= 6
    assert all((year.upper - year.lower).days <= 366 for year in years)


@given(terms(), st.integers(1, 12))
def test_years_begin_in_the_month_that_was_chosen(term, month):
    assert all((year.lower.month, year.lower.day) == (month, 1) for year in split_term(term, month)[1:])


@given(terms(), months)
def test_how_years_were_cut_reads_back_as_the_same_years(term, month):
    years = split_term(term, month)
    assert split_term(term, first_month_of(years)) == years


@given(terms(), months, st.dates(FIRST, date(2097, 1, 1)))
def test_every_day_of_the_term_is_in_one_year(term, month, day):
    years = split_term(term, month)
    holding = [year for year in years if year.lower <= day < year.upper]
    number = year_number([year.lower for year in years], day)
    if term.lower <= day < term.upper:
        assert [years[number - 1]] == holding
    else:
        assert not holding
        assert number == (0 if day < term.lower else len(years))


@given(terms())
def test_the_next_term_begins_where_this_one_ends_and_lasts_as_long(term):
    after = next_term(term)
    assert after.lower == term.upper
    assert after.upper > after.lower
    assert abs((after.upper - after.lower).days - (term.upper - term.lower).days) <= 33
    assert not lasts_too_long(DateRange(after.lower, after.upper - timedelta(days=1)))


@given(st.integers(1, 5), st.dates(FIRST, LAST))
@example(3, date(2024, 4, 1))
@example(5, date(2024, 2, 1))
def test_whole_years_are_followed_by_as_many_whole_years(count, day):
    lower = day.replace(day=1)
    term = DateRange(lower, lower.replace(year=lower.year + count))
    assert next_term(term) == DateRange(term.upper, term.upper.replace(year=term.upper.year + count))


def test_what_is_taken_over_of_a_requirement_names_neither_its_row_nor_its_agreement():
    assert {"kind", "period_from_month", "due_month", "due_day", "due_after_days"} <= set(KEPT)
    assert not {"id", "agreement_id"} & set(KEPT)
