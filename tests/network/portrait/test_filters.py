"""What the filters of a portrait make of an address: the days that are compared, the choices of sections."""

from datetime import date

import pytest

from network.portrait.filters import Filters, PortraitForm, month_end
from reporting.models import Line

KEY_MOST = Line._meta.get_field("key").max_length


@pytest.mark.parametrize(
    ("today", "last", "last_before"),
    [
        (date(2025, 3, 9), date(2025, 2, 28), date(2024, 2, 29)),
        (date(2024, 3, 9), date(2024, 2, 29), date(2023, 2, 28)),
        (date(2026, 11, 28), date(2026, 10, 31), date(2025, 10, 31)),
        (date(2027, 1, 1), date(2026, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_year_that_runs_is_beside_the_same_whole_months(today, last, last_before):
    year = last.year if last.month > 3 else last.year - 1
    windows = Filters(year, year - 1, today).windows
    assert (windows.year.last, windows.before.last, windows.before.is_part) == (last, last_before, True)


@pytest.mark.parametrize("day", [date(2024, 2, 1), date(2024, 2, 29), date(2025, 12, 31), date(2025, 4, 30)])
def test_a_month_ends_before_the_next_one(day):
    end = month_end(day)
    assert (end.month, end.year, (end.toordinal() - day.toordinal()) >= 0) == (day.month, day.year, True)
    assert date.fromordinal(end.toordinal() + 1).day == 1


@pytest.mark.django_db
def test_the_longest_key_of_a_line_is_not_cut():
    key = "l" * KEY_MOST
    form = PortraitForm({"ligne": key}, today=date(2026, 11, 28), names=("ligne",))
    assert form.filters.choices == {"ligne": key}
