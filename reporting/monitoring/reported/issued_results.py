"""What the reports that were issued said of each indicator, read from their frozen versions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.models import Line, Report, Version
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.achievement import frozen_measure


@dataclass(frozen=True)
class IssuedFigure:
    """One line as it was issued: `key` is its place on the paper. A ratio keeps its two terms.

    `days`: those that it counts. `is_said`: a person gave the number of the agreement's own activities, in the place of
    what records count, or where they count nothing.
    """

    key: str
    text: str
    target: Decimal | None
    number: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    days: DateRange
    is_said: bool

    @property
    def measure(self) -> Fraction | None:
        """What a target is compared with, exactly: the number, or a ratio in per cent."""
        return frozen_measure(self.number, self.numerator, self.denominator)

    @property
    def is_number_said(self) -> bool:
        return self.is_said and self.measure is not None


@dataclass(frozen=True)
class Issued:
    """What a report said when it was issued, by indicator code; `words` names the report, `issued_on` its version."""

    report_id: int
    version_number: int
    agreement_id: int
    start: date
    last_day: date
    is_final: bool
    words: str
    issued_on: date
    results: dict[str, IssuedFigure]


def issued_results(user: User, agreement_ids: Iterable[int]) -> list[Issued]:
    """Return what the newest version of each report one may read said, latest period last. One query."""
    reports = Report.objects.visible_to(user).for_funders().issued().order_by()
    rows = Version.objects.filter(
        report__in=reports.values("pk"), report__deliverable__requirement__agreement__in=list(agreement_ids)
    )
    newest = rows.order_by("report_id", "-number").distinct("report_id")
    linked = newest.select_related("report__template_version__template", "report__deliverable__requirement")
    return sorted((_issued(version) for version in linked), key=lambda issued: (issued.last_day, issued.is_final))


def _issued(version: Version) -> Issued:
    report = version.report
    return Issued(
        report_id=report.pk,
        version_number=version.number,
        agreement_id=report.requirement.agreement_id,
        start=report.period.lower,
        last_day=report.last_day,
        is_final=report.requirement.kind == "final",
        words=str(report),
        issued_on=timezone.localdate(version.as_of),
        results=_results(version),
    )


def _results(version: Version) -> dict[str, IssuedFigure]:
    """By code, for the lines of a single indicator: a line that adds several up is the result of none.

    Of two lines of one indicator, the one that counts the most days.
    """
    lines = read_form_spec(version.report.template_version).by_key
    content = json.loads(version.content)
    by_code: dict[str, IssuedFigure] = {}
    for figure in (figure for section in content["sections"] for figure in section["figures"]):
        line = lines.get(figure["line_key"])
        if line and len(line.terms) == 1 and not line.terms[0].categories:
            issued = _figure(figure, line, content["answers"].get(line.key, {}), version.report)
            known = by_code.get(line.terms[0].code)
            if known is None or issued.days.lower < known.days.lower:
                by_code[line.terms[0].code] = issued
    return by_code


def _figure(figure: dict, line: LineSpec, answer: dict, report: Report) -> IssuedFigure:
    value = figure["value"]
    number, numerator, denominator = (decimal_or_none(value[name]) for name in ("number", "numerator", "denominator"))
    target = decimal_or_none(figure["target"]["number"]) if figure["target"] else None
    days = answer.get("days")
    counted = DateRange(*map(date.fromisoformat, days)) if days else report.period
    is_own = line.reads_activities and line.scope == Line.Scope.CHARGED and line.place == Line.Place.ANYWHERE
    is_said = is_own and decimal_or_none(answer.get("computed")) != decimal_or_none(answer.get("value"))
    return IssuedFigure(figure["key"], value["text"], target, number, numerator, denominator, counted, is_said)
