"""What the reports that were issued said of each indicator, read from their frozen versions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from organisms.models import User
from reporting.engine.form.reading import read_form_spec
from reporting.models import Report, Version
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.achievement import frozen_measure


@dataclass(frozen=True)
class IssuedFigure:
    """One line as it was issued: `key` is its place on the paper. A ratio keeps its two terms."""

    key: str
    text: str
    target: Decimal | None
    number: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None

    @property
    def measure(self) -> Fraction | None:
        """What a target is compared with, exactly: the number, or a ratio in per cent."""
        return frozen_measure(self.number, self.numerator, self.denominator)


@dataclass(frozen=True)
class Issued:
    """What a report said when it was issued, by indicator code."""

    report_id: int
    version_number: int
    agreement_id: int
    start: date
    last_day: date
    is_final: bool
    results: dict[str, IssuedFigure]


def issued_results(user: User, agreement_ids: Iterable[int]) -> list[Issued]:
    """Return what the newest version of each report one may read said, latest period last. One query."""
    reports = Report.objects.visible_to(user).for_funders().issued().order_by()
    rows = Version.objects.filter(
        report__in=reports.values("pk"), report__deliverable__requirement__agreement__in=list(agreement_ids)
    )
    newest = rows.order_by("report_id", "-number").distinct("report_id")
    linked = newest.select_related("report__template_version", "report__deliverable__requirement")
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
        results=_results(version),
    )


def _results(version: Version) -> dict[str, IssuedFigure]:
    """By code, for the lines of a single indicator: a line that adds several up is the result of none."""
    lines = read_form_spec(version.report.template_version).by_key
    by_code: dict[str, IssuedFigure] = {}
    for section in json.loads(version.content)["sections"]:
        for figure in section["figures"]:
            line = lines.get(figure["line_key"])
            if line and len(line.terms) == 1 and not line.terms[0].categories:
                by_code.setdefault(line.terms[0].code, _figure(figure))
    return by_code


def _figure(figure: dict) -> IssuedFigure:
    value = figure["value"]
    numbers = (decimal_or_none(value[name]) for name in ("number", "numerator", "denominator"))
    target = decimal_or_none(figure["target"]["number"]) if figure["target"] else None
    return IssuedFigure(figure["key"], value["text"], target, *numbers)
