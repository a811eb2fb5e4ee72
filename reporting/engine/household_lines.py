"""Lines that households answer: which they are, whose households they count, and since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from reporting.engine.form_spec import LineSpec
from reporting.models import Line, Report
from services.households.totals import HOUSEHOLD_CODES, HomeScope, HouseholdBook, Number, household_book


class Ground(Protocol):
    """What a report stands on, as far as its households ask."""

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


def home_books(ground: Ground, lines: Iterable[LineSpec]) -> dict[HomeScope, HouseholdBook]:
    """Return the households of each scope that these lines mix."""
    scopes = {scope for line in lines if (scope := home_scope(ground, line))}
    return {scope: household_book(scope) for scope in scopes}


def home_scope(ground: Ground, line: LineSpec) -> HomeScope | None:
    """Return which households a line counts, or None: not such a line, or a place that households do not tell (an MRC)."""
    terms = line.terms
    if line.source != Line.Source.DECLARED or not terms or not set(line.codes) <= HOUSEHOLD_CODES:
        return None
    places = ground.places(line)
    if places is None or places[0] or any(term.categories for term in terms) or len({term.code for term in terms}) != 1:
        return None
    report, agreement = ground.report, ground.agreement_id(line)
    days = (report.period.lower, report.last_day)
    return HomeScope(*days, (report.organism_id,), (agreement,) if agreement else (), places[1])


def counted_homes(ground: Ground, line: LineSpec, books: Mapping[HomeScope, HouseholdBook]) -> Counted | None:
    """Return what households say of a line; None before they were kept, and where they say nothing: no data is not zero."""
    book = books.get(home_scope(ground, line))
    number = book.of(line.codes[0], ground.report.period.lower) if book else None
    if number is None or (line.kind == Line.Kind.RATIO and not number.denominator):
        return None
    return Counted(number, book.since, {"immigration": number.by_category} if number.by_category else {})
