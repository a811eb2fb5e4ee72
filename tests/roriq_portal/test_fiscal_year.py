"""The fiscal year of the State: each day lies in one, from 1 April to 31 March."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roriq_portal.fiscal_year import format_state_year, state_year_end, state_year_of, state_year_start


@pytest.mark.parametrize(
    ("day", "year"), [(date(2025, 3, 31), 2024), (date(2025, 4, 1), 2025), (date(2025, 1, 1), 2024)]
)
def test_a_year_begins_on_the_first_of_april(day, year):
    assert state_year_of(day) == year


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_each_day_lies_in_the_year_that_holds_it(day):
    year = state_year_of(day)
    assert state_year_start(year) <= day <= state_year_end(year)
    assert state_year_end(year) + timedelta(days=1) == state_year_start(year + 1)


def test_a_year_is_written_by_its_two_calendar_years():
    assert format_state_year(2024) == "2024-2025"
