"""What earlier reports filed, line by line, read from their newest frozen version: nothing corrected later counts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.line_sums import NOTHING_FILED, Stated, add_stated
from reporting.engine.report_context import ReportContext
from reporting.engine.windows import CUMULATED
from reporting.models import LineTerm, Report, Rule, Version
from roriq_portal.formats.numbers import decimal_or_none
from services.models.declaration import AnswerState

COMPARING = (Rule.Op.NOT_BELOW_LAST, Rule.Op.EXPLAIN_CHANGE)


@dataclass(frozen=True)
class FiledAnswer:
    """What one line said in a report; `days`: those that it counted, `words`: the report's period.

    `left_out`: what a sum of its parts leaves out, as `LineView.left_out`.
    """

    days: DateRange
    words: str
    state: str
    value: Decimal | None
    denominator: Decimal | None
    text: str
    left_out: str = ""


@dataclass(frozen=True)
class FiledBefore:
    """Line key → what earlier reports of the same agreement said of it, oldest first; an annual report's, the years
    before.
    """

    answers: dict[str, list[FiledAnswer]] = field(default_factory=dict)

    def sum_of(self, key: str, since: date, before: date) -> Stated:
        """Return what was filed for days from `since` to the day before `before`, each day once."""
        counted: list[FiledAnswer] = []
        for said in self.answers.get(key, []):
            end_of_last = counted[-1].days.upper if counted else since
            if said.state != AnswerState.BLANK and end_of_last <= said.days.lower and said.days.upper <= before:
                counted.append(said)
        return (
            add_stated((1, Stated(said.state, said.value, said.left_out)) for said in counted)
            if counted
            else NOTHING_FILED
        )

    def last_of(self, line: LineSpec, days: DateRange) -> FiledAnswer | None:
        """Return what the last report before said of a line; of one that cumulates, since the same day only."""
        said = [
            filed
            for filed in self.answers.get(line.key, [])
            if filed.value is not None and (line.window not in CUMULATED or filed.days.lower == days.lower)
        ]
        return said[-1] if said else None


def read_filed_before(context: ReportContext, form_spec: FormSpec) -> FiledBefore:
    """Return what earlier reports filed for the lines that the form sums or compares. One query, none without any."""
    summed = {term.line_key for line in form_spec.lines for term in line.line_terms if _reads_filed(term)}
    keys = summed | {rule.line_key for rule in form_spec.rules if rule.op in COMPARING}
    if not keys:
        return FiledBefore()
    answers: dict[str, list[FiledAnswer]] = {key: [] for key in keys}
    for version in sorted(_newest_versions(context.report), key=lambda row: row.report.period.upper):
        frozen = json.loads(version.content)["answers"]
        for key in keys & frozen.keys():
            answers[key].append(_answer(version.report, frozen[key]))
    return FiledBefore(answers)


def _reads_filed(term) -> bool:
    return term.reading == LineTerm.Reading.FILED


def _newest_versions(report: Report) -> Iterable[Version]:
    rows: QuerySet[Version] = Version.objects.filter(
        report__kind=report.kind,
        report__organism=report.organism_id,
        report__period__endswith__lte=report.period.upper,
    ).exclude(report=report)
    if report.deliverable:
        agreement = report.funded_agreement
        rows = rows.filter(report__deliverable__requirement__agreement=agreement, report__issued_at__isnull=False)
    return rows.select_related("report").order_by("report_id", "-number").distinct("report_id")


def _answer(report: Report, frozen: dict) -> FiledAnswer:
    days = frozen.get("days")
    counted = DateRange(*map(date.fromisoformat, days)) if days else report.period
    value, over = decimal_or_none(frozen["value"]), decimal_or_none(frozen["denominator"])
    left_out = frozen.get("left_out", "")
    return FiledAnswer(counted, report.period_short, frozen["state"], value, over, frozen["shown"], left_out)
