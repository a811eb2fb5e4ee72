"""The report of the period before, read from its frozen version: a late correction changes nothing here."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from reporting.engine.form.spec import LineSpec
from reporting.lines.before.past_box import PastBox
from reporting.models import Report, Version


@dataclass(frozen=True)
class Past:
    """`report` is that of the period, None where nothing was filed; `answers` is the frozen content's flat part."""

    report: Report | None = None
    answers: dict[str, dict] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The name of the period, « 2024-2025 »."""
        return self.report.period_short if self.report else ""

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
        before = before.filter(report__deliverable__requirement=report.deliverable.requirement_id)
    newest = before.select_related("report__template_version").order_by("-report__period", "-number").first()
    return Past(newest.report, json.loads(newest.content)["answers"]) if newest else Past()


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
