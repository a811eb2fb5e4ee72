"""The sums of the terms of a line, from the counts of records: its value, and its breakdowns."""

from collections.abc import Mapping
from decimal import Decimal

from reporting.engine.form.spec import LineSpec, TermSpec
from reporting.models import Line
from services.counting.activity_totals import Result
from services.counting.amounts import Amount, add_up


def sum_terms(line: LineSpec, part: str, results: Mapping[str, Result]) -> Decimal | None:
    """Return the sum of the terms of one part; None when none of them has a record.

    A term without record adds nothing to those that have some. Refuses (NotAddable) units that differ.
    """
    terms = [term for term in line.terms if term.part == part and term.code in results]
    total = add_up(_term_amount(term, results[term.code]) for term in terms)
    return None if total is None else total.value


def _term_amount(term: TermSpec, result: Result) -> Amount:
    return Amount(_term_value(term, result), term.unit, term.nature, term.is_distinct)


def _term_value(term: TermSpec, result: Result) -> Decimal:
    if not term.categories:
        return result.value
    return Decimal(sum(result.breakdown.get(category, 0) for category in term.categories))


def is_narrowed(line: LineSpec) -> bool:
    """A line of some categories only cannot be broken down: crossing two axes is never answered later."""
    return line.kind == Line.Kind.RATIO or any(term.categories for term in line.terms)


def recorded(terms: tuple[TermSpec, ...], results: Mapping[str, Result]) -> dict[str, dict[str, int]]:
    """Return dimension → category → number, over the terms of a line."""
    by_dimension: dict[str, dict[str, int]] = {}
    for code in {term.code for term in terms if term.code in results}:
        for (dimension, category), number in results[code].breakdown.items():
            numbers = by_dimension.setdefault(dimension, {})
            numbers[category] = numbers.get(category, 0) + number
    return by_dimension
