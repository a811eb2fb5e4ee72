"""The lines counted from households: their scope, and the day from which they are counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.engine.form.spec import LineSpec
from reporting.engine.windows import last_of
from reporting.models import Line, Report
from services.households.totals import (
    HOUSEHOLD_CODES,
    HouseholdFigures,
    HouseholdScope,
    Number,
    is_too_short,
    read_household_figures,
)

# What somebody declared stands before what households count; some lines ask households alone
COUNTING_HOUSEHOLDS = (Line.Source.DECLARED, Line.Source.HOUSEHOLDS)


class ReportContext(Protocol):
    """The scope of a report, as far as its households need it."""

    @property
    def report(self) -> Report: ...

    def places(self, line: LineSpec) -> tuple[tuple[int, ...], tuple[int, ...]] | None: ...

    def agreement_id(self, line: LineSpec) -> int | None: ...

    def days(self, line: LineSpec) -> DateRange: ...


@dataclass(frozen=True)
class Counted:
    """A figure of households; `parts`: dimension → category → number."""

    number: Number
    since: date
    parts: dict[str, dict[str, int]]


def household_figures_by_scope(
    context: ReportContext, lines: Iterable[LineSpec]
) -> dict[HouseholdScope, HouseholdFigures]:
    """Return the households of each scope that these lines mix."""
    scopes = {scope for line in lines if (scope := household_scope(context, line))}
    return {scope: read_household_figures(scope) for scope in scopes}


def household_scope(context: ReportContext, line: LineSpec) -> HouseholdScope | None:
    """Return which households a line counts, or None: another kind of line, or an MRC, which households do not name."""
    terms = line.terms
    if line.source not in COUNTING_HOUSEHOLDS or not terms or not set(line.codes) <= HOUSEHOLD_CODES:
        return None
    places = context.places(line)
    if places is None or places[0] or any(term.categories for term in terms) or len({term.code for term in terms}) != 1:
        return None
    agreement, days = context.agreement_id(line), context.days(line)
    organisms = (context.report.organism_id,)
    return HouseholdScope(days.lower, last_of(days), organisms, (agreement,) if agreement else (), places[1])


def asks_too_short(context: ReportContext, line: LineSpec) -> bool:
    """Whether a line asks a retention of less than a year, which households do not answer."""
    days = context.days(line)
    return any(is_too_short(code, days.lower, last_of(days)) for code in line.codes)


def counted_households(
    context: ReportContext, line: LineSpec, by_scope: Mapping[HouseholdScope, HouseholdFigures]
) -> Counted | None:
    """Return what households count for a line; None before the first one, and without data: that is not zero."""
    if asks_too_short(context, line):
        return None
    scope = household_scope(context, line)
    figures = by_scope.get(scope) if scope else None
    number = figures.of(line.codes[0], context.days(line).lower) if figures else None
    if figures is None or figures.since is None or number is None:
        return None
    if line.kind == Line.Kind.RATIO and not number.denominator:
        return None
    return Counted(number, figures.since, {"immigration": number.by_category})
