"""Freezing a version in the caller's transaction: content, hash, code, number, and the job that makes its papers."""

import base64
import hashlib
import secrets
from datetime import datetime

from django.utils import timezone

from organisms.models import User
from reporting.lines.assembly import read_report_data, sections_of
from reporting.lines.completeness import missing_items
from reporting.lines.missing import faults_words
from reporting.lines.presenters import Missing, SectionView
from reporting.models import Report, Version
from reporting.papers import content as paper_content
from reporting.papers.frozen.questions import count_questions
from reporting.papers.frozen.records import freeze_records, records_counted
from reporting.workflow.transitions import ActionRefused
from roriq_portal.database.locks import hold
from roriq_portal.formats.numbers import group_digits
from roriq_portal.jobs import defer

PREFIXES: dict[str, str] = {Report.Kind.ANNUAL: "RA", Report.Kind.FUNDER: "RB"}
CODE_BYTES = 10


class ReportIncomplete(ActionRefused):
    """The report cannot be filed; `missing` is the list the page shows."""

    def __init__(self, missing: list[Missing]):
        super().__init__(f"{faults_words(missing)} La liste est en tête de «\u00a0Vérifier et attester\u00a0».")
        self.missing = missing


def complete_sections(report: Report) -> list[SectionView]:
    """Return the report's sections, read under the lock; raise ReportIncomplete when a problem stops the filing."""
    sections = sections_of(read_report_data(report, proposes=False))
    stops = [item for item in missing_items(report, sections) if item.stops]
    if stops:
        raise ReportIncomplete(stops)
    return sections


def freeze(
    report: Report, sections: list[SectionView], *, reason: str, by: User, now: datetime | None = None
) -> Version:
    """Write the next version of a locked report and defer its papers. Nothing leaves unless the transaction commits."""
    now = now or timezone.now()
    last = report.versions.first()
    number = last.number + 1 if last else 1
    code, records = new_code(), records_counted(report)
    content = paper_content.canonical(
        paper_content.build(
            report,
            version_number=number,
            reason=reason,
            now=now,
            code=group_digits(code, 4, "-"),
            sections=sections,
            records=records,
        )
    )
    version = Version.objects.create(
        report=report,
        number=number,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        code=code,
        as_of=now,
        frozen_by=by,
        reason=reason,
    )
    freeze_records(version, records)
    count_questions(report, sections, version=version, now=now)
    defer("portal:make_papers", version_id=version.pk)
    return version


def new_code() -> str:
    """Return 80 bits of chance in base 32: sixteen letters and figures that nobody guesses."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()


def next_number(kind: str, year: int) -> str:
    """Return the next number of the year, RA-2026-0001; a lock on the prefix keeps two filings from taking the same."""
    prefix = f"{PREFIXES[kind]}-{year}-"
    hold(prefix)
    numbers = Report.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    last = max((int(number.removeprefix(prefix)) for number in numbers if number), default=0)
    return f"{prefix}{last + 1:04d}"
