"""The content of a paper: frozen by a version, read by the PDF, the spreadsheet and the screen. Plain values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from reporting.lines.assembly import build_sections
from reporting.lines.before.previous_period import read_past
from reporting.lines.presenters import SectionView
from reporting.models import Report, Version
from reporting.papers.counting_notes import counting_notes
from reporting.papers.differences import differences
from reporting.papers.frozen.households import frozen_households
from reporting.papers.frozen.records import Changes, changes_since, records_counted
from reporting.papers.languages import ASKED, content_before, languages_of_form, with_english
from reporting.papers.sections.earlier_papers import earlier_papers
from reporting.papers.sections.section_content import flat_answers, section_content
from reporting.papers.sections.small_counts import Hidden, hidden_lines
from reporting.workflow.signatures import certification_words, signatures
from roriq_portal.formats.days import format_day, format_moment, format_period
from roriq_portal.formats.language import ENGLISH, FRENCH, in_language, is_english

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
    `records_count` and `report`; `languages` and `english`, what its English words say otherwise, of a form that is not
    in French alone: the same sections said twice, so that both have the same figures. `records`: the activities that
    its lines count, when they were read already.
    """
    sections = build_sections(report) if sections is None else sections
    shown = [section for section in sections if section.is_offered]
    before = report.versions.first() if version_number > 1 else None
    issue = _Issue(version_number, reason, now, code, before, changes_since(before) if before else None)
    hidden = _hidden(report, shown)
    content = {
        "schema": SCHEMA,
        "kind": report.kind,
        "report": {"id": report.pk, "number": report.number or ""},
        "answers": flat_answers(shown, hidden=hidden),
        "records_count": len(records_counted(report) if records is None else records),
    }
    if households := frozen_households(report, shown):
        content["households"] = households
    languages = languages_of_form(report.template_version)
    content |= _words(report, shown, hidden, issue, FRENCH)
    if ENGLISH not in languages:
        return content
    return with_english(content, _words(report, shown, hidden, issue, ENGLISH), languages)


@dataclass(frozen=True)
class _Issue:
    """Which version a content is, and what it replaces; of a draft, nothing."""

    number: int
    reason: str
    now: datetime | None
    code: str
    before: Version | None
    since: Changes | None


def _words(report: Report, shown: list[SectionView], hidden: Hidden | None, issue: _Issue, language: str) -> dict:
    """All that a paper says, in one language, each number in words and as data."""
    with in_language(language):
        words = {
            "title": report.titled(_kind(report)),
            "kind_words": _kind_words(report),
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
            "version": _version(issue),
            "sections": [section_content(section, report.kind, hidden=hidden) for section in shown],
            "counting_notes": counting_notes(report, shown),
            "signatures": signatures(report) if issue.number else [],
            "certification_words": certification_words(report) if issue.number else "",
            "changes_since": f"{issue.since.records_words}." if issue.since else "",
        }
        before = content_before(json.loads(issue.before.content), language) if issue.before else None
        return {**words, "changes": differences(before, words) if before else None}


def _hidden(report: Report, shown: list[SectionView]) -> Hidden | None:
    """Return what a form that asks that small counts of people be hidden does not print; None of any other form."""
    if not report.template_version.masks_small_counts:
        return None
    return hidden_lines((line for section in shown for line in section.lines), earlier_papers(report))


def _kind(report: Report) -> str:
    if report.kind == Report.Kind.ANNUAL:
        return gettext("Rapport annuel")
    return gettext(report.requirement.get_kind_display())


def _kind_words(report: Report) -> str:
    if report.kind == Report.Kind.ANNUAL:
        return gettext("Rapport annuel au réseau")
    return gettext("{} au bailleur de fonds").format(_kind(report))


def _parties(report: Report) -> dict:
    """Names are those of the period's end: a ministry renamed since keeps the name it had."""
    day = report.last_day
    organism = {"name": report.organism.name_on(day), "region": report.region.name, "neq": report.organism.neq}
    agreement = report.agreement
    if agreement is None:
        return {"organism": organism, "programme": "", "funder": None, "agreement": None}
    signed = list(agreement.signatures.select_related("funder", "office").order_by("-is_lead", "pk"))
    year = agreement.years.filter(during__contains=report.period.lower).first()
    term = gettext(agreement.term_words)
    if year and agreement.term_years > 1:
        term = gettext("{}, an {} de {}").format(term, year.number, agreement.term_years)
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
            "term_words": term,
        },
    }


def _version(issue: _Issue) -> dict:
    before = issue.before
    return {
        "number": issue.number,
        "as_of": issue.now.isoformat() if issue.now else "",
        "as_of_words": format_moment(issue.now) if issue.now else "",
        "reason": issue.reason,
        "replaces": gettext("version {} du {}").format(before.number, format_day(before.as_of)) if before else "",
        "code": issue.code,
        "verify_url": verify_url(issue.code) if issue.code else "",
    }


def verify_url(code: str) -> str:
    """Return the public address where anybody can check that a paper is genuine and current, in its language."""
    address = f"{settings.SITE_URL}{VERIFY_PATH.format(code)}"
    return f"{address}?{ASKED}={ENGLISH}" if is_english() else address
