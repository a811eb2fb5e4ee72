"""The days that a line counts: its window, which always ends with the report's period. Pure."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.models import Line

QUARTER = 3


def window_days(window: str, period: DateRange, *, year_from: int, begins_on: date | None) -> DateRange:
    """Return the days of a window: up to the last day of `period`, from the day that the window says.

    `year_from`: the month in which the agreement's year begins, by which its quarters are cut too. `begins_on`: the
    first day of the agreement, before which nothing of it counts; without one, « since the agreement began » is the
    period.
    """
    last = _last_month(period.upper)
    since_year = (last.month - year_from) % 12
    starts = {
        Line.Window.MONTH.value: last,
        Line.Window.QUARTER.value: _months_before(last, since_year % QUARTER),
        Line.Window.YEAR.value: _months_before(last, since_year),
        Line.Window.AGREEMENT.value: begins_on or period.lower,
    }
    first = starts.get(window, period.lower)
    earliest = min(begins_on, period.lower) if begins_on else first
    return DateRange(max(first, earliest), period.upper)


# Windows that begin before the report's own days: what was filed of them counts the same days again
CUMULATED = (Line.Window.YEAR, Line.Window.AGREEMENT)


def _last_month(upper: date) -> date:
    """Return the first day of the month of the last day; `upper` is the day after it."""
    return upper.replace(day=1) if upper.day > 1 else _months_before(upper, 1)


def _months_before(first: date, months: int) -> date:
    rank = first.year * 12 + first.month - 1 - months
    return date(rank // 12, rank % 12 + 1, 1)


def last_of(days: DateRange) -> date:
    """Return the last day of a window, whose end is the day after it."""
    return days.upper - timedelta(days=1)
