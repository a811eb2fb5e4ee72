"""The marks of targets that issued reports fill: what was declared for its days, and records for the other days."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.amendments.period_targets import share_due
from agreements.models import Target
from organisms.models import Indicator
from reporting.engine.windows import last_of
from reporting.monitoring.pace import Elapsed, Mark, elapsed_of
from reporting.monitoring.reported.counted_once import Said, counted_once, is_whole, said_of
from reporting.monitoring.reported.issued_results import Issued
from roriq_portal.formats.days import format_day, format_period
from roriq_portal.formats.numbers import format_number
from services.counting.activity_totals import Scope, counts_outside
from services.counting.amounts import can_be_added

Chosen = dict[str, list[Said]]


def due_of(target: Target, elapsed: Elapsed) -> Fraction | None:
    """Return which part of a flow is due today by the targets of its periods; None without any."""
    given = list(target.periods.all()) if target.indicator.nature == Indicator.Nature.FLOW else []
    return share_due(target, given, elapsed.passed) if given else None


def said_by_code(reports: list[Issued], year: DateRange, indicators: list[Indicator]) -> Chosen:
    """Return, by code, what makes the result of each indicator together, and a person said in the place of records.

    A figure that a later report gave from the records takes the place of one that was said before. Of flows only.
    """
    flows = [indicator for indicator in indicators if indicator.nature == Indicator.Nature.FLOW]
    chosen = {flow.code: counted_once(said_of(reports, flow.code, year), flow) for flow in flows}
    said = {code: [row for row in rows if row.figure.is_number_said] for code, rows in chosen.items()}
    return {code: rows for code, rows in said.items() if rows}


def records_beside(scope: Scope, said: Chosen) -> dict[str, Decimal]:
    """Return what records count on the days of which nothing was said. One query, none where nothing was."""
    return counts_outside(scope, {code: [row.days for row in rows] for code, rows in said.items()}) if said else {}


def said_mark(mark: Mark, target: Target, rows: list[Said], beside: Mapping[str, Decimal], year: DateRange) -> Mark:
    """Return a mark of records with what reports said in their place, its source and its day.

    Of what adds up, records count on the other days; while they count none, the time stops on the last day that a
    report covers. Of distinct partners, the greater is a lower bound.
    """
    indicator, link = target.indicator, _address("reporting:version-detail", rows[-1])
    if not can_be_added(indicator):
        if mark.done is not None and rows[-1].value <= mark.done:
            return mark
        note = f"au moins\u00a0: {source_words(rows)}"
        return replace(mark, done=rows[-1].value, said="", note=note, link=link, is_least=True, has_pace=False)
    rest = beside.get(indicator.code)
    words = [source_words(rows)]
    if rest:
        words.append(f"{format_number(rest)} selon vos activités, les autres jours")
    done = sum((row.value for row in rows), Fraction(rest or 0))
    elapsed = mark.elapsed if rest is not None else _until(rows[-1], year)
    mark = replace(mark, done=done, said="", note="\u00a0; ".join(words), link=link, has_pace=mark.is_flow)
    return replace(mark, elapsed=elapsed, due=due_of(target, elapsed))


def issued_mark(mark: Mark, target: Target, reports: list[Issued], year: DateRange) -> Mark:
    """Return a mark with what issued reports say of it, each day once, the time until the last day they cover.

    What they leave out of these days makes a lower bound.
    """
    indicator = target.indicator
    rows = counted_once(said_of(reports, indicator.code, year), indicator)
    if not rows:
        return mark
    last = rows[-1]
    elapsed, link = _until(last, year), _address("reporting:funder-report-version", last)
    mark = replace(mark, link=link, elapsed=elapsed, due=due_of(target, elapsed))
    is_least = indicator.nature == Indicator.Nature.FLOW and not is_whole(rows, year.lower, last.days.upper)
    if len(rows) == 1:
        note = source_words(rows) if is_least else ""
        return replace(mark, done=last.figure.measure, said=last.figure.text, note=note, is_least=is_least)
    done = sum((row.value for row in rows), Fraction(0))
    return replace(mark, done=done, said="", note=source_words(rows), is_least=is_least)


def _until(said: Said, year: DateRange) -> Elapsed:
    return elapsed_of(year.lower, year.upper, last_of(said.days))


def _address(page: str, said: Said) -> str:
    address = reverse(page, args=[said.report.report_id, said.report.version_number])
    return f"{address}#ligne-{said.figure.key}"


def source_words(rows: list[Said]) -> str:
    """Return « 24 du 1er avril au 30 septembre 2026, déclaré dans … transmis le 12 octobre 2026 », of each."""
    return "\u00a0; ".join(
        f"{row.figure.text} du {format_period(row.days.lower, last_of(row.days))}, "
        f"{row.report.words}, transmis le {format_day(row.report.issued_on)}"
        for row in rows
    )
