"""What issued reports said of one indicator over a year, each day once: a later cumul takes the place of its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.models import Indicator
from reporting.monitoring.reported.issued_results import Issued, IssuedFigure
from services.counting.amounts import can_be_added


@dataclass(frozen=True)
class Said:
    """One figure of one issued report."""

    report: Issued
    figure: IssuedFigure

    @property
    def days(self) -> DateRange:
        return self.figure.days

    @property
    def value(self) -> Fraction:
        return self.figure.measure or Fraction(0)


def said_of(reports: Iterable[Issued], code: str, year: DateRange) -> list[Said]:
    """Return what these reports said of an indicator for days of a year; what counts days before it is left out."""
    figures = [Said(report, report.results[code]) for report in reports if code in report.results]
    return [said for said in figures if year.lower <= said.days.lower and said.days.upper <= year.upper]


def counted_once(rows: Iterable[Said], indicator: Indicator) -> list[Said]:
    """Return those that make the result together, in the order of their days.

    Of what adds up: the figure that ends last, of these the longest, then those that end before it begins, and so on.
    No day counts twice, and a later cumul replaces its parts, were it smaller. Distinct people are never added: the
    greatest. A rate, a state at a day: the last.
    """
    latest = sorted(rows, key=_latest_first)
    known = [said for said in latest if said.figure.measure is not None]
    if can_be_added(indicator):
        chosen: list[Said] = []
        for said in known:
            if not chosen or said.days.upper <= chosen[-1].days.lower:
                chosen.append(said)
        return chosen[::-1] or latest[:1]
    if indicator.nature == Indicator.Nature.FLOW and known:
        return [max(known, key=lambda said: said.value)]
    return latest[:1]


def _latest_first(said: Said) -> tuple[int, date, int]:
    return -said.days.upper.toordinal(), said.days.lower, -said.report.issued_on.toordinal()


def is_whole(rows: Iterable[Said], first: date, end: date) -> bool:
    """Whether these figures, in the order of their days, leave none of the days from the first to the end."""
    reached = first
    for said in rows:
        if said.days.lower > reached:
            return False
        reached = max(reached, said.days.upper)
    return reached >= end
