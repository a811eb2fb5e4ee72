"""The lines counted from households: their scope, and the day from which they are counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from reporting.engine.form_spec import LineSpec
from reporting.models import Line, Report
from services.households.totals import (
    HOUSEHOLD_CODES,
    HouseholdFigures,
    HouseholdScope,
    Number,
    is_too_short,
    read_household_figures,
)


class ReportContext(Protocol):
    """The scope of a report, as far as its households need it."""

    @property
    def report(self) -> Report: ...

    def places(self, line: LineSpec) -> tuple[tuple[int, ...], tuple[int, ...]] | None: ...

    def agreement_id(self, line: LineSpec) -> int | None: ...


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
    if line.source != Line.Source.DECLARED or not terms or not set(line.codes) <= HOUSEHOLD_CODES:
        return None
    places = context.places(line)
    if places is None or places[0] or any(term.categories for term in terms) or len({term.code for term in terms}) != 1:
        return None
    report, agreement = context.report, context.agreement_id(line)
    days = (report.period.lower, report.last_day)
    return HouseholdScope(*days, (report.organism_id,), (agreement,) if agreement else (), places[1])


def asks_too_short(context: ReportContext, line: LineSpec) -> bool:
    """Whether a line asks a retention of less than a year, which households do not answer."""
    start, end = context.report.period.lower, context.report.last_day
    return any(is_too_short(code, start, end) for code in line.codes)


def counted_households(
    context: ReportContext, line: LineSpec, by_scope: Mapping[HouseholdScope, HouseholdFigures]
) -> Counted | None:
    """Return what households count for a line; None before the first one, and without data: that is not zero."""
    if asks_too_short(context, line):
        return None
    scope = household_scope(context, line)
    figures = by_scope.get(scope) if scope else None
    number = figures.of(line.codes[0], context.report.period.lower) if figures else None
    if figures is None or figures.since is None or number is None:
        return None
    if line.kind == Line.Kind.RATIO and not number.denominator:
        return None
    return Counted(number, figures.since, {"immigration": number.by_category} if number.by_category else {})
