"""The report of the period before, read from its frozen version: a late correction changes nothing here."""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.engine.form.spec import LineSpec
from reporting.lines.before.past_box import PastBox
from reporting.models import Report, Version


@dataclass(frozen=True)
class Past:
    """What was filed for the period before. `answers` is the frozen content's flat part.

    `report` is that of the period, `version_id` the version that was read; both None where nothing was filed.
    """

    report: Report | None = None
    answers: dict[str, dict] = field(default_factory=dict)
    version_id: int | None = None

    @property
    def words(self) -> str:
        """The name of the period, « 2024-2025 »."""
        return self.report.period_short if self.report else ""

    @property
    def days(self) -> DateRange | None:
        return self.report.period if self.report else None

    def of(self, line: LineSpec) -> PastBox | None:
        """Return what the line said, in the words of its own unit; None when the form before had no such line."""
        frozen = self.answers.get(line.key)
        if frozen is None:
            return None
        value, denominator = _decimal(frozen["value"]), _decimal(frozen["denominator"])
        return PastBox(
            kind=line.kind,
            value=value,
            narrative=frozen["text"],
            state=frozen["state"],
            denominator=denominator,
            period=self.words,
            days=_days(frozen) or self.days,
            was_computed=value is not None and value == _decimal(frozen.get("computed")),
            band_states={key: band["state"] for key, band in frozen["bands"].items()},
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
    return Past(newest.report, json.loads(newest.content)["answers"], newest.pk) if newest else Past()


def _days(frozen: dict) -> DateRange | None:
    days = frozen.get("days")
    return DateRange(*map(date.fromisoformat, days)) if days else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
