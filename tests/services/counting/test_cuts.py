"""A period is cut into whole months and the stretches before and after them: each day once."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.counting.monthly_sums import Cut, cut


@given(st.dates(date(1990, 1, 1), date(2099, 1, 1)), st.integers(0, 800))
@example(date(2024, 2, 1), 28)
@example(date(2025, 4, 30), 1)
@example(date(2025, 3, 1), 30)
def test_a_cut_gives_each_day_once(start, length):
    end = start + timedelta(days=length)
    found = cut(start, end)
    days = [day for first, last in found.edges for day in days_of(first, last)]
    if found.months:
        first, last = found.months
        assert first.day == last.day == 1
        after = (last + timedelta(days=31)).replace(day=1)
        days += days_of(first, after - timedelta(days=1))
    assert sorted(days) == days_of(start, end)
    assert len(found.edges) <= 2


def days_of(first, last) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def stretch(first, last) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("period", "months", "edges"),
    [
        (("2025-04-01", "2026-03-31"), ("2025-04-01", "2026-03-01"), []),
        (("2025-04-02", "2025-04-29"), None, [("2025-04-02", "2025-04-29")]),
        (("2025-04-01", "2025-04-30"), ("2025-04-01", "2025-04-01"), []),
        (("2025-04-01", "2025-04-29"), None, [("2025-04-01", "2025-04-29")]),
        (("2025-04-02", "2025-04-30"), None, [("2025-04-02", "2025-04-30")]),
        (("2025-04-30", "2025-05-01"), None, [("2025-04-30", "2025-05-01")]),
        (("2025-04-30", "2025-06-01"), ("2025-05-01", "2025-05-01"), [("2025-04-30",) * 2, ("2025-06-01",) * 2]),
        (("2025-12-31", "2026-01-31"), ("2026-01-01", "2026-01-01"), [("2025-12-31",) * 2]),
        (("2025-04-01", "2025-04-01"), None, [("2025-04-01",) * 2]),
        (("2025-04-02", "2025-04-01"), None, []),
    ],
)
def test_a_period_has_its_whole_months_and_its_edges(period, months, edges):
    whole = months and stretch(*months)
    assert cut(*stretch(*period)) == Cut(whole, tuple(stretch(*edge) for edge in edges))
