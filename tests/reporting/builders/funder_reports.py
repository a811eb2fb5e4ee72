"""Funders' reports on their way, made by the product's own actions."""

import json
import uuid
from datetime import date
from decimal import Decimal
from hashlib import sha256

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.filling.actions.attachments import add_attachment
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.jobs import make_papers
from reporting.lines.assembly import build_sections
from reporting.models import Line, Report, Version
from roriq_portal.files.uploads import Kept

FINAL_A = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_month": 6, "due_day": 30}
CANARY = "Canari jaune de Val-d’Or"


def make_deliverable(agreement, by, *, day=date(2025, 6, 1), **asked) -> Deliverable:
    """The deliverable whose period holds the day; the requirement is form A's final report unless told."""
    save_requirement(agreement=agreement, requirement=Requirement(**(asked or FINAL_A)), by=by)
    return Deliverable.objects.get(requirement__agreement=agreement, period__contains=day)


def fill(report: Report, by) -> Report:
    """Answer all that is left: n. d. to figures, the canary to texts, 7 $ to money, a file where one is asked."""
    inputs = []
    for section in build_sections(report):
        for line in section.lines if section.is_offered else []:
            inputs += _inputs(line)
            if line.kind == Line.Kind.FILE and not line.files:
                row = report.template_version.lines.get(key=line.key)
                data = b"%%PDF-1.7 %d" % row.pk
                kept = Kept("piece.pdf", "application/pdf", len(data), sha256(data).hexdigest(), data)
                add_attachment(report=report, line=row, upload=kept, by=by)
    save_answers(report=report, answers=inputs, by=by)
    return report


def _inputs(line) -> list[AnswerInput]:
    if line.kind == Line.Kind.TEXT:
        return [AnswerInput(line.line, text=CANARY)]
    if line.kind == Line.Kind.MONEY:
        parts = [band.key for band in line.bands] or [""]
        return [AnswerInput(line.line, key, state="value", value=_spent(key)) for key in parts]
    if line.kind in (Line.Kind.FIGURE, Line.Kind.RATIO) and not line.figure:
        return [AnswerInput(line.line, state="nd")]
    return []


def _spent(key: str) -> Decimal:
    return Decimal(1) if key in ("administration", "part-mrc") else Decimal(70)


def make_open(agreement, by, **more) -> Report:
    return open_funder_report(deliverable=make_deliverable(agreement, by, **more), by=by)


def make_issued(agreement, director, **more) -> Report:
    report = fill(make_open(agreement, director, **more), director)
    issue_report(report=report, by=director, key=uuid.uuid4())
    report.refresh_from_db()
    return report


def make_documents(report: Report) -> Version:
    """Run the job that the newest version deferred."""
    version = report.versions.first()
    make_papers.func(version_id=version.pk)
    return version


def said(version: Version, line_key: str) -> str:
    """What a line of a frozen version prints."""
    return json.loads(version.content)["answers"][line_key]["shown"]
