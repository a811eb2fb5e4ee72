"""The days of a window: always up to the report's last day, since the day that the window says."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from reporting.engine.windows import last_of, window_days
from reporting.models import Line


def days(first: str, upper: str) -> DateRange:
    return DateRange(date.fromisoformat(first), date.fromisoformat(upper))


@pytest.mark.parametrize(
    ("window", "year_from", "period", "first"),
    [
        ("period", 4, days("2025-06-01", "2025-07-01"), "2025-06-01"),
        ("month", 4, days("2025-04-01", "2026-04-01"), "2026-03-01"),
        ("month", 4, days("2025-04-10", "2025-06-16"), "2025-06-01"),
        ("quarter", 4, days("2025-08-01", "2025-09-01"), "2025-07-01"),
        ("quarter", 4, days("2025-09-01", "2025-10-01"), "2025-07-01"),
        ("quarter", 9, days("2025-11-01", "2025-12-01"), "2025-09-01"),
        ("quarter", 9, days("2025-12-01", "2026-01-01"), "2025-12-01"),
        ("year", 4, days("2025-06-01", "2025-07-01"), "2025-04-01"),
        ("year", 4, days("2026-03-01", "2026-04-01"), "2025-04-01"),
        ("year", 4, days("2026-04-01", "2026-05-01"), "2026-04-01"),
        ("year", 1, days("2025-06-01", "2025-07-01"), "2025-01-01"),
        ("year", 7, days("2025-06-01", "2025-07-01"), "2024-07-01"),
        ("agreement", 4, days("2025-06-01", "2025-07-01"), "2024-05-20"),
        # Before the agreement began, nothing is of its first year
        ("year", 4, days("2024-06-01", "2024-07-01"), "2024-05-20"),
        ("quarter", 4, days("2024-05-20", "2024-07-01"), "2024-05-20"),
        ("month", 4, days("2024-05-20", "2024-06-01"), "2024-05-20"),
    ],
)
def test_a_window_begins_where_it_says(window, year_from, period, first):
    counted = window_days(window, period, year_from=year_from, begins_on=date(2024, 5, 20))

    assert counted == DateRange(date.fromisoformat(first), period.upper)


def test_without_an_agreement_its_beginning_is_the_period():
    period = days("2025-06-01", "2025-07-01")

    assert window_days("agreement", period, year_from=4, begins_on=None) == period


@given(
    st.sampled_from(Line.Window.values),
    st.dates(date(2000, 1, 2), date(2090, 1, 1)),
    st.integers(1, 700),
    st.integers(1, 12),
)
def test_every_window_ends_with_the_report_and_holds_its_last_day(window, upper, length, year_from):
    period = DateRange(date.fromordinal(upper.toordinal() - length), upper)

    counted = window_days(window, period, year_from=year_from, begins_on=None)

    assert counted.upper == upper
    assert counted.lower <= last_of(period)
