"""What the calendar shows: a State year, or what is late and what comes; by month until one chooses otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from organisms.models import User
from reporting.deadlines.answer_days import answers_awaited
from reporting.deadlines.obligations import Span, obligations_ahead, obligations_between, span_of
from reporting.deadlines.standing import Obligation
from roriq_portal.fiscal_year import format_state_year, state_year_end, state_year_of, state_year_start
from roriq_portal.formats.days import format_month
from roriq_portal.formats.phrases import capital

AHEAD = timedelta(days=183)


@dataclass(frozen=True)
class Month:
    title: str
    things: list[Obligation]


@dataclass(frozen=True)
class CalendarPage:
    """What the calendar holds before its filters, from which day to which, and what is still owed after its last day.

    `year`: the State year asked, None for what is late and to come. `years`: those on offer, newest first.
    """

    obligations: list[Obligation]
    year: int | None
    first: date
    last: date
    years: list[int]
    later: int
    next_on: date | None

    @property
    def next_year(self) -> int | None:
        return state_year_of(self.next_on) if self.next_on else None

    @property
    def next_year_words(self) -> str:
        return format_state_year(self.next_year) if self.next_year else ""


def state_years(span: Span, today: date) -> list[int]:
    """Return the State years that have something due, newest first, this one and the next always."""
    this_year = state_year_of(today)
    newest = max(state_year_of(span.last or today), this_year + 1)
    return list(range(newest, min(state_year_of(span.first or today), this_year) - 1, -1))


def window(year: int | None, today: date) -> tuple[date, date]:
    """Return the days of a State year; without one, this month and six months more."""
    if year:
        return state_year_start(year), state_year_end(year)
    return today.replace(day=1), today + AHEAD


def read_calendar(user: User, year: int | None, today: date) -> CalendarPage:
    """Return a State year whole, or what is late and what comes; a year that has nothing due is not asked."""
    first, last = window(year, today)
    span = span_of(user, last)
    years = state_years(span, today)
    if year and year not in years:
        return read_calendar(user, None, today)
    obligations = obligations_between(user, first, last) if year else obligations_ahead(user, first, last)
    obligations = _by_day(obligations + answers_awaited(user, today, first, last))
    return CalendarPage(obligations, year, first, last, years, span.later, span.next_on)


def _by_day(obligations: list[Obligation]) -> list[Obligation]:
    return sorted(obligations, key=lambda owed: owed.due_on)


def by_month(things: Iterable[Obligation]) -> list[Month]:
    """Return the obligations, sorted by day, under « Juin 2026 »."""
    months = groupby(things, key=lambda obligation: obligation.due_on.replace(day=1))
    return [Month(capital(format_month(first)), list(obligations)) for first, obligations in months]
