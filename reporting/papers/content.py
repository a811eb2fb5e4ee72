"""The content of a paper: frozen by a version, read by the PDF, the spreadsheet and the screen. Plain values."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from reporting.lines.assembly import build_sections
from reporting.lines.before.previous_period import read_past
from reporting.lines.presenters import SectionView
from reporting.models import Report, Version
from reporting.papers.counting_notes import counting_notes
from reporting.papers.differences import differences
from reporting.papers.frozen.households import frozen_households
from reporting.papers.frozen.records import changes_since, records_counted
from reporting.papers.section_content import flat_answers, section_content
from reporting.papers.small_counts import hidden_lines
from reporting.workflow.signatures import certification_words, signatures
from roriq_portal.formats.days import format_day, format_moment, format_period

SCHEMA = 1
# Printed on papers that outlive any routing table: this address never changes
VERIFY_PATH = "/verifier/{}/"


def canonical(content: dict) -> str:
    """Return the one text of a content: keys sorted, no spaces, accents kept. The same content gives the same bytes."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def build(
    report: Report,
    *,
    version_number: int = 0,
    reason: str = "",
    now: datetime | None = None,
    code: str = "",
    sections: list[SectionView] | None = None,
    records: Mapping[int, int] | None = None,
) -> dict:
    """Return the content of a report as it stands, in the shape `reporting.pdf.render_paper` documents.

    A draft has neither number, day nor code. Beside the shape: `answers` (what next year reads as its past),
    `records_count` and `report`. `records`: the activities that its lines count, when they were read already.
    """
    sections = build_sections(report) if sections is None else sections
    shown = [section for section in sections if section.is_offered]
    before = report.versions.first() if version_number > 1 else None
    content = {
        "schema": SCHEMA,
        "kind": report.kind,
        "report": {"id": report.pk, "number": report.number or ""},
        "title": report.titled(_kind(report)),
        "kind_words": "Rapport annuel au réseau"
        if report.kind == Report.Kind.ANNUAL
        else f"{_kind(report)} au bailleur de fonds",
        **_parties(report),
        "period": {
            "start": report.period.lower.isoformat(),
            "end": report.last_day.isoformat(),
            "words": format_period(report.period.lower, report.last_day),
        },
        "past_period_words": read_past(report).words,
        "period_short": report.period_short,
        "template": {
            "name": report.template_version.template.name,
            "number": str(report.template_version.number),
        },
        "version": _version(version_number, reason, now, code, before),
        **_said(report, shown),
        "records_count": len(records_counted(report) if records is None else records),
        "counting_notes": counting_notes(report, shown),
        "signatures": signatures(report) if version_number else [],
        "certification_words": certification_words(report) if version_number else "",
        "changes_since": f"{changes_since(before).records_words}." if before else "",
    }
    if households := frozen_households(report, shown):
        content["households"] = households
    return {**content, "changes": differences(json.loads(before.content), content) if before else None}


def _said(report: Report, shown: list[SectionView]) -> dict:
    """The sections as they print, and the answers behind them; a form may ask that small numbers be hidden."""
    masks = report.template_version.masks_small_counts
    hidden = hidden_lines(line for section in shown for line in section.lines) if masks else None
    return {
        "sections": [section_content(section, report.kind, hidden=hidden) for section in shown],
        "answers": flat_answers(shown, hidden=hidden),
    }


def _kind(report: Report) -> str:
    if report.kind == Report.Kind.ANNUAL:
        return "Rapport annuel"
    return report.requirement.get_kind_display()


def _parties(report: Report) -> dict:
    """Names are those of the period's end: a ministry renamed since keeps the name it had."""
    day = report.last_day
    organism = {"name": report.organism.name_on(day), "region": report.region.name, "neq": report.organism.neq}
    agreement = report.agreement
    if agreement is None:
        return {"organism": organism, "programme": "", "funder": None, "agreement": None}
    signed = list(agreement.signatures.select_related("funder", "office").order_by("-is_lead", "pk"))
    year = agreement.years.filter(during__contains=report.period.lower).first()
    years = f", an {year.number} de {agreement.term_years}" if year and agreement.term_years > 1 else ""
    return {
        "organism": organism,
        "programme": agreement.programme.name_on(day),
        "funder": {
            "name": ", ".join(row.funder.name_on(day) for row in signed),
            "office": next((row.office.name for row in signed if row.office), ""),
        },
        "agreement": {
            "reference": agreement.reference,
            "funder_reference": agreement.funder_reference,
            "term_words": agreement.term_words + years,
        },
    }


def _version(number: int, reason: str, now: datetime | None, code: str, before: Version | None) -> dict:
    return {
        "number": number,
        "as_of": now.isoformat() if now else "",
        "as_of_words": format_moment(now) if now else "",
        "reason": reason,
        "replaces": f"version {before.number} du {format_day(before.as_of)}" if before else "",
        "code": code,
        "verify_url": verify_url(code) if code else "",
    }


def verify_url(code: str) -> str:
    """Return the public address where anybody can check that a paper is genuine and current."""
    return f"{settings.SITE_URL}{VERIFY_PATH.format(code)}"
