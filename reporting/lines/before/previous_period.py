"""The report of the period before, read from its frozen version: a late correction changes nothing here."""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.engine.form.spec import LineSpec
from reporting.lines.answer_format import format_box
from reporting.lines.before.past_box import PastBox
from reporting.models import Report, Version


@dataclass(frozen=True)
class Past:
    """`words` names the period (« 2024-2025 »); `answers` is the frozen content's flat part.

    `version_id`: the version that was read, which covers `days`; both None when nothing was filed.
    """

    words: str = ""
    answers: dict[str, dict] = field(default_factory=dict)
    version_id: int | None = None
    days: DateRange | None = None

    def of(self, line: LineSpec) -> PastBox | None:
        """Return what the line said, in the words of its own unit; None when the form before had no such line."""
        frozen = self.answers.get(line.key)
        if frozen is None:
            return None
        value, denominator = _decimal(frozen["value"]), _decimal(frozen["denominator"])
        return PastBox(
            text=format_box(line.kind, frozen["state"], value, denominator),
            value=value,
            narrative=frozen["text"],
            state=frozen["state"],
            denominator=denominator,
            period=self.words,
            days=_days(frozen) or self.days,
            was_computed=value is not None and value == _decimal(frozen.get("computed")),
            bands={
                key: format_box(line.kind, band["state"], _decimal(band["value"]))
                for key, band in frozen["bands"].items()
            },
            band_values={
                key: value for key, band in frozen["bands"].items() if (value := _decimal(band["value"])) is not None
            },
        )


def read_past(report: Report) -> Past:
    """Return the values of the newest version of the report just before; none when nothing was filed. One query.

    Just before: same organism and form, same agreement if any.
    """
    before = Version.objects.filter(
        report__kind=report.kind,
        report__organism=report.organism_id,
        report__template_version__template=report.template_version.template_id,
        report__period__endswith__lte=report.period.lower,
    )
    if report.deliverable:
        asked = report.deliverable.requirement_id
        before = before.filter(report__deliverable__requirement=asked, report__issued_at__isnull=False)
    newest = before.select_related("report__template_version").order_by("-report__period", "-number").first()
    if newest is None:
        return Past()
    report = newest.report
    return Past(report.period_short, json.loads(newest.content)["answers"], newest.pk, report.period)


def _days(frozen: dict) -> DateRange | None:
    days = frozen.get("days")
    return DateRange(*map(date.fromisoformat, days)) if days else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
