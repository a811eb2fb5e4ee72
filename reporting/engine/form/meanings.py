"""What the indicators of a line mean, for who fills it and for who reads it."""

from dataclasses import dataclass
from datetime import date

from organisms.models import IndicatorDefinition
from reporting.engine.form.reading import read_form_spec
from reporting.models import Report
from services.counting.definitions import nature_of, rule_of


@dataclass(frozen=True)
class LineMeaning:
    """One indicator of a line. `rule`: what counts; `nature`: which of its numbers add up; `since`: its first day.

    `has_sheet`: whether its reader may open the sheet of the indicator.
    """

    code: str
    words: str
    definition: str
    rule: str
    nature: str
    since: date
    has_sheet: bool = True


def meanings_of(report: Report, lines: frozenset[str] | None = None) -> dict[str, tuple[LineMeaning, ...]]:
    """Return, by the key of a line, its indicators as they were meant on the last day of the report. One query.

    `lines`: those that are shown, all of them where nothing is said.
    """
    spec = read_form_spec(report.template_version)
    shown = [line for line in spec.lines if line.terms and (lines is None or line.key in lines)]
    known = _meant_on({term.indicator_id for line in shown for term in line.terms}, report.last_day)
    asked = {line.key: dict.fromkeys(term.indicator_id for term in line.terms) for line in shown}
    return {key: tuple(known[indicator] for indicator in ids if indicator in known) for key, ids in asked.items()}


def _meant_on(indicators: set[int], day: date) -> dict[int, LineMeaning]:
    """The definition valid on a day, the first one before its time."""
    rows = IndicatorDefinition.objects.filter(indicator__in=indicators).select_related("indicator")
    meant: dict[int, LineMeaning] = {}
    for row in sorted(rows, key=lambda row: row.valid_from):
        if row.valid_from <= day or row.indicator_id not in meant:
            of, words = row.indicator, (row.words, row.definition)
            meant[row.indicator_id] = LineMeaning(of.code, *words, rule_of(of), nature_of(of), row.valid_from)
    return meant
