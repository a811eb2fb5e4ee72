"""What an agreement aims at over a part of one of its years. Pure; reads no row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import PeriodTarget, Target
from organisms.models import Indicator


@dataclass(frozen=True)
class Aim:
    """`value`: what the period is measured against, exactly; `of_year`: the target of the whole year."""

    value: Fraction
    of_year: Decimal

    @property
    def is_share(self) -> bool:
        return self.value != self.of_year


def target_over(
    target: Target, period: DateRange, given: Iterable[PeriodTarget] = (), deliverable_id: int | None = None
) -> Aim:
    """Return the target of a period that lies in the target's year.

    What the agreement gives (`given`, with their deliverables) for this deliverable, or for a period of the same days;
    of what adds up, the sum of what it gives for periods that make these days exactly; else the share of the year that
    the period lasts. A rate is the same target whenever it is measured, and so is a state at a day.
    """
    rows = list(given)
    own = [row for row in rows if row.deliverable_id == deliverable_id or _days(row) == (period.lower, period.upper)]
    if own:
        own.sort(key=lambda row: row.deliverable_id != deliverable_id)
        return Aim(Fraction(own[0].value), target.value)
    if target.indicator.nature != Indicator.Nature.FLOW:
        return Aim(Fraction(target.value), target.value)
    made = None if target.indicator.is_distinct else _tiles(rows, period)
    if made is not None:
        return Aim(made, target.value)
    return Aim(Fraction(target.value) * share_of_year(target.year.during, period), target.value)


def _tiles(rows: list[PeriodTarget], period: DateRange) -> Fraction | None:
    """Return the sum of the targets of one kind of report whose periods make these days; None without them."""
    for kind in sorted({row.deliverable.requirement.kind for row in rows}):
        inside = [row for row in rows if row.deliverable.requirement.kind == kind and _lies_in(row, period)]
        if sum(_length(row) for row in inside) == (period.upper - period.lower).days:
            return sum((Fraction(row.value) for row in inside), Fraction(0))
    return None


def share_due(target: Target, given: Iterable[PeriodTarget], passed: int) -> Fraction:
    """Return which part of a year's flow is due once so many of its days have passed, from 0 to 1.

    Each period has what the agreement gives it, evenly over its days, the shortest first where two share days; the days
    that are left share what is left of the year's target. Without any, it is the part of the days.
    """
    year = target.year.during
    days = (year.upper - year.lower).days
    passed = min(passed, days)
    parts = _apart(given, year.lower)
    free = days - sum(last - first for first, last, _ in parts)
    rest = max(Fraction(target.value) - sum(value for _, _, value in parts), Fraction(0)) if free else 0
    whole = sum((value for _, _, value in parts), Fraction(rest))
    if not parts or not whole:
        return Fraction(passed, days)
    gone = [(min(max(passed - first, 0), last - first), last - first, value) for first, last, value in parts]
    due = sum(value * spent / length for spent, length, value in gone)
    if free:
        due += Fraction(rest) * (passed - sum(spent for spent, _, _ in gone)) / free
    return due / whole


def _apart(given: Iterable[PeriodTarget], start: date) -> list[tuple[int, int, Fraction]]:
    """Return (first day, day after the last, value), counted from the year's start, of periods that share no day."""
    parts: list[tuple[int, int, Fraction]] = []
    for row in sorted(given, key=_length):
        first, last = ((day - start).days for day in _days(row))
        if not any(first < other_last and other < last for other, other_last, _ in parts):
            parts.append((first, last, Fraction(row.value)))
    return parts


def share_of_year(year: DateRange, period: DateRange) -> Fraction:
    """Return which part of the year a period is: in months when both are made of whole months, else in days.

    April to September is half of a State year, though it has 183 of its 365 days.
    """
    if all(day.day == 1 for day in (year.lower, year.upper, period.lower, period.upper)):
        return Fraction(_months(period), _months(year))
    return Fraction((period.upper - period.lower).days, (year.upper - year.lower).days)


def _months(days: DateRange) -> int:
    return (days.upper.year - days.lower.year) * 12 + days.upper.month - days.lower.month


def _days(row: PeriodTarget) -> tuple:
    return row.deliverable.period.lower, row.deliverable.period.upper


def _length(row: PeriodTarget) -> int:
    first, last = _days(row)
    return (last - first).days


def _lies_in(row: PeriodTarget, period: DateRange) -> bool:
    first, last = _days(row)
    return period.lower <= first and last <= period.upper
