"""Calendars of agreements: the years of a term, the periods owed and their due days. Pure; reads no row."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Requirement
from roriq_portal.formats.days import format_month_name
from roriq_portal.formats.phrases import capital

Days = tuple[date, date]
MOST_YEARS = 5
ANNIVERSARY = 0


def split_term(term: DateRange, first_month: int) -> list[DateRange]:
    """Cut a term into its years: at the first of `first_month`, or at its own anniversaries when that is 0."""
    cuts = [term.lower]
    year = term.lower.year
    while True:
        cut = date(year, first_month, 1) if first_month else _dated(year, term.lower.month, term.lower.day)
        if cut >= term.upper:
            break
        if cut > term.lower:
            cuts.append(cut)
        year += 1
    return [DateRange(first, last) for first, last in pairwise([*cuts, term.upper])]


def lasts_too_long(term: DateRange) -> bool:
    lower = term.lower
    return term.upper > _dated(lower.year + MOST_YEARS, lower.month, lower.day)


def first_month_of(years: list[DateRange]) -> int:
    """Say how existing years were cut: the month in which the second begins, else the anniversary.

    A term that begins on the 1st of its funder's month is cut the same way by both; the words name the two usual
    months.
    """
    second = years[1].lower if len(years) > 1 else None
    if second is None or second.day != 1:
        return ANNIVERSARY
    is_anniversary = (years[0].lower.month, years[0].lower.day) == (second.month, 1)
    return ANNIVERSARY if is_anniversary and second.month not in (1, 4) else second.month


def next_term(term: DateRange) -> DateRange:
    """Return the term of as many months that follows; it ends where the one before ended, in its own month."""
    months = (term.upper.year - term.lower.year) * 12 + term.upper.month - term.lower.month
    if months < 1:
        return DateRange(term.upper, term.upper + (term.upper - term.lower))
    rank = term.upper.month - 1 + months
    return DateRange(term.upper, _dated(term.upper.year + rank // 12, rank % 12 + 1, term.upper.day))


def no_such_day(month: int | None, day: int | None) -> str:
    """Say that a month never has this day, or nothing. 29 February stands for the last day of the month."""
    if not month or not day:
        return ""
    most = monthrange(2024, month)[1]
    words = f"{capital(format_month_name(month))} n’a que {most} jours\u00a0: choisissez de 1 à {most}."
    return words if day > most else ""


def usual_day(year_starts: int) -> dict[str, int]:
    """Return the end of the third month after a year that begins in this month: 30 June for April."""
    month = (year_starts + 1) % 12 + 1
    return {"due_month": month, "due_day": 29 if month == 2 else 30}


@dataclass(frozen=True)
class DueDay:
    """When a period's report is due: on the first day so dated after its end, or so many days after its last day."""

    month: int | None = None
    day: int | None = None
    after: int | None = None

    def of(self, end: date) -> date:
        """Return the due day of a period; `end` is the day after its last one."""
        if self.month and self.day:
            return _next_dated(end, self.month, self.day)
        return end + timedelta(days=(self.after or 0) - 1)


def owed_periods(
    term: DateRange, *, from_month: int, months: int, due: DueDay, monthly: bool = False
) -> list[tuple[DateRange, date]]:
    """Return each period of the term, cut to it, with its due day: one a year, or every month."""
    starts = range(1, 13) if monthly else (from_month,)
    owed = []
    for year in range(term.lower.year - 1, term.upper.year + 1):
        for month in starts:
            first = max(date(year, month, 1), term.lower)
            last = min(_months_later(year, month, 1 if monthly else months), term.upper)
            if first < last:
                owed.append((DateRange(first, last), due.of(last)))
    return owed


def plan_of(term: DateRange, requirement: Requirement) -> dict[Days, date]:
    """Return the due day of each period that a requirement plans in a term, by its days."""
    owed = owed_periods(
        term,
        from_month=requirement.period_from_month,
        months=requirement.period_months,
        due=DueDay(requirement.due_month, requirement.due_day, requirement.due_after_days),
        monthly=requirement.kind == Requirement.Kind.MONTHLY,
    )
    return {(period.lower, period.upper): due_on for period, due_on in owed}


def moved_periods(standing: Iterable[Days], planned: Iterable[Days]) -> dict[Days, Days]:
    """Return which new period each one that leaves a calendar becomes: the one that it shares most days with.

    Both are (first day, day after the last). A period without a day in common with a new one became none.
    """
    standing, planned = set(standing), set(planned)
    gone, fresh = sorted(standing - planned), sorted(planned - standing)
    shared = [(min(a[1], b[1]) - max(a[0], b[0]), a, b) for a in gone for b in fresh]
    moves: dict[Days, Days] = {}
    for days, before, after in sorted(shared, key=lambda pair: pair[0], reverse=True):
        if days > timedelta(0) and before not in moves and after not in moves.values():
            moves[before] = after
    return moves


def year_number(starts: Iterable[date], day: date) -> int:
    """Return the rank of the year that holds the day, by its first day; 0 before the term, the last one after it."""
    return sum(1 for start in starts if start <= day)


def _dated(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _months_later(year: int, month: int, months: int) -> date:
    rank = month - 1 + months
    return date(year + rank // 12, rank % 12 + 1, 1)


def _next_dated(after: date, month: int, day: int) -> date:
    this_year = _dated(after.year, month, day)
    return this_year if this_year >= after else _dated(after.year + 1, month, day)
