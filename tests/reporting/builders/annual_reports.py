"""Annual reports on their way, made by the product's own actions."""

import uuid
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db.backends.postgresql.psycopg_any import DateRange

from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.filling.actions.attachments import add_attachment
from reporting.filling.posted import asked_bands, has_box, is_fixed
from reporting.lines.assembly import build_sections
from reporting.models import Campaign, Line, Report, TemplateVersion
from reporting.reports.actions.campaigns import open_campaign
from reporting.reports.actions.filing import approve_report, endorse_report, return_report, submit_report
from roriq_portal.files.uploads import Kept

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
PDF = b"%PDF-1.7 essai\ntrailer\n%%EOF"


def make_campaign(network, *, period=YEAR, due_on=date(2026, 6, 30)) -> Campaign:
    version = TemplateVersion.objects.filter(template__kind="annual", published_at__isnull=False).latest("number")
    return open_campaign(period=period, due_on=due_on, template_version=version, by=network)


def make_annual(organism, network) -> Report:
    """The organism's draft in the campaign of 2025-2026."""
    campaign = Campaign.objects.filter(period=YEAR).first() or make_campaign(network)
    return Report.objects.get(campaign=campaign, organism=organism)


def fill(report: Report, by) -> Report:
    """Answer every box that is left: 7 in numbers, « Texte. » in texts, a file where one is asked."""
    answers = []
    for section in build_sections(report):
        for line in section.lines if section.is_offered else []:
            answers += _answers_to(line)
            if line.kind == Line.Kind.FILE and not line.files:
                row = report.template_version.lines.get(key=line.key)
                data = b"%b %% %d" % (PDF, row.pk)
                kept = Kept("piece.pdf", "application/pdf", len(data), sha256(data).hexdigest(), data)
                add_attachment(report=report, line=row, upload=kept, by=by)
    save_answers(report=report, answers=answers, by=by)
    return report


def _answers_to(line) -> list[AnswerInput]:
    number = {
        "state": "value",
        "value": Decimal(7),
        "denominator": Decimal(9) if line.kind == Line.Kind.RATIO else None,
    }
    if line.kind == Line.Kind.TEXT:
        return [AnswerInput(line.line, text="Texte.")]
    parts = [
        AnswerInput(line.line, band_key=b.key, state="value", value=Decimal(7))
        for b in asked_bands(line)
        if not b.dimension
    ]
    if has_box(line) and not is_fixed(line):
        return [AnswerInput(line.line, **number)]
    return parts


def make_filed(organism, network, director) -> Report:
    report = fill(make_annual(organism, network), director)
    submit_report(report=report, by=director, key=uuid.uuid4())
    report.refresh_from_db()
    return report


def make_endorsed(organism, network, director, pivot) -> Report:
    report = make_filed(organism, network, director)
    endorse_report(report=report, by=pivot, key=uuid.uuid4())
    report.refresh_from_db()
    return report


def make_approved(organism, network, director, pivot) -> Report:
    report = make_endorsed(organism, network, director, pivot)
    approve_report(report=report, by=network, key=uuid.uuid4())
    report.refresh_from_db()
    return report


def make_returned(organism, network, director, pivot, line_key="v4-05") -> Report:
    report = make_filed(organism, network, director)
    return_report(report=report, comments=[(line_key, "Est-ce bien 7 ?")], by=pivot, key=uuid.uuid4())
    report.refresh_from_db()
    return report
