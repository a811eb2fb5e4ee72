"""Reports to funders on their way, made by the product's own actions."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Deliverable, Requirement
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.filling.actions.attachments import add_attachment
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.lines.assembly import build_sections
from reporting.lines.presenters import LineView
from reporting.models import Line, Report
from roriq_portal.files.uploads import Kept

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
SHARES = {"administration": Decimal(1), "part-mrc": Decimal(1)}


def make_deliverable(agreement, *, period=YEAR, kind="final", due_on=date(2026, 6, 30)) -> Deliverable:
    requirement, _ = Requirement.objects.get_or_create(
        agreement=agreement, kind=kind, defaults={"period_from_month": 4, "due_month": 6, "due_day": 30}
    )
    return Deliverable.objects.create(requirement=requirement, period=period, due_on=due_on)


def make_funder_report(agreement, by, **owed) -> Report:
    return open_funder_report(deliverable=make_deliverable(agreement, **owed), by=by)


def line_of(report, key) -> LineView:
    return next(line for section in build_sections(report) for line in section.lines if line.key == key)


def answer(report, key, by, value=None, band="", **given):
    """One answer by its line key; a number alone is a value."""
    if value is not None:
        given = {"state": "value", "value": Decimal(value), **given}
    line = next(line for line in read_form_spec(report.template_version).lines if line.key == key)
    row = AnswerInput(line, band, **given)
    return save_answers(report=report, answers=[row], by=by)[0]


def fill(report, by) -> Report:
    """Answer what is left: 40 on each question, 100 on each part of money (1 where a share is capped), a file each."""
    answers = []
    for section in build_sections(report):
        for line in section.lines if section.is_offered else []:
            if line.is_answered:
                continue
            answers += _answers(line)
            if line.kind == Line.Kind.FILE:
                row = report.template_version.lines.get(key=line.key)
                data = b"%%PDF-1.7 essai %d" % row.pk
                kept = Kept("piece.pdf", "application/pdf", len(data), sha256(data).hexdigest(), data)
                add_attachment(report=report, line=row, upload=kept, by=by)
    save_answers(report=report, answers=answers, by=by)
    return report


def _answers(line) -> list[AnswerInput]:
    parts = [band for band in line.bands if not band.dimension]
    if line.kind == Line.Kind.TEXT:
        return [AnswerInput(line.line, text="Texte.")]
    if parts:
        return [AnswerInput(line.line, b.key, "value", SHARES.get(b.key, Decimal(100))) for b in parts]
    if line.kind == Line.Kind.RATIO:
        return [AnswerInput(line.line, state="value", value=Decimal(40), denominator=Decimal(50))]
    return [AnswerInput(line.line, state="value", value=Decimal(40))] if line.line.is_number else []


def make_issued(agreement, by, **owed) -> Report:
    report = fill(make_funder_report(agreement, by, **owed), by)
    issue_report(report=report, by=by, key=uuid4())
    report.refresh_from_db()
    return report
