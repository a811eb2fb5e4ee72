"""What an agreement aims at over a part of one of its years. Pure; reads no row."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Target
from organisms.models import Indicator


@dataclass(frozen=True)
class PeriodTarget:
    """`value`: what the period is measured against, exactly; `of_year`: the target of the whole year."""

    value: Fraction
    of_year: Decimal

    @property
    def is_share(self) -> bool:
        return self.value != self.of_year


def target_over(target: Target, period: DateRange, *, is_interim: bool = False) -> PeriodTarget:
    """Return the target of a period that lies in the target's year: what the agreement gives for its interim report,
    else the share of the year that the period lasts.

    A rate is the same target whenever it is measured, and so is a state at a day.
    """
    if is_interim and target.interim is not None:
        return PeriodTarget(Fraction(target.interim), target.value)
    whole = target.indicator.nature != Indicator.Nature.FLOW
    share = Fraction(1) if whole else share_of_year(target.year.during, period)
    return PeriodTarget(Fraction(target.value) * share, target.value)


def share_of_year(year: DateRange, period: DateRange) -> Fraction:
    """Return which part of the year a period is: in months when both are made of whole months, else in days.

    April to September is half of a State year, though it has 183 of its 365 days.
    """
    if all(day.day == 1 for day in (year.lower, year.upper, period.lower, period.upper)):
        return Fraction(_months(period), _months(year))
    return Fraction((period.upper - period.lower).days, (year.upper - year.lower).days)


def _months(days: DateRange) -> int:
    return (days.upper.year - days.lower.year) * 12 + days.upper.month - days.lower.month
