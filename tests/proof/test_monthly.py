"""Form B over a year: each month filed, rows written or withdrawn after it was; recomputed from the register alone."""

import json
import shutil
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.papers.rendering.pdf import render_paper
from reporting.papers.rendering.workbook import render_sheet
from services.models import Activity
from tests.factories import make_activity, make_agreement
from tests.proof.claims import Box, Claim
from tests.proof.compare import compare
from tests.proof.expected import REGISTERS
from tests.proof.readings import read_content, read_pdf, read_workbook
from tests.proof.recompute import MEASURES, Row, read_rows
from tests.reporting.builders.reports import answer, line_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo is absent"),
]
REGISTER = REGISTERS / "registre-2024-2025.csv"
MONTHS = [date(2024, month, 1) for month in range(4, 13)] + [date(2025, month, 1) for month in range(1, 4)]
# Papers are read in PDF for some of the months: composing one takes a second
ON_PAPER = (0, 5, 11)


@dataclass(frozen=True)
class Event:
    """A row of measure: the rank of its month, that of the month in which it was written, and withdrawn if it was."""

    row: Row
    month: int
    written: int
    withdrawn: int | None

    def counts_at(self, now: int) -> bool:
        return self.written <= now and (self.withdrawn is None or self.withdrawn > now)


def events_of(rows: list[Row]) -> list[Event]:
    """One row in four is written one to three months late; from August on, one in two is withdrawn a month later."""
    measured = [row for row in rows if row.activity in MEASURES and row.numbers.get("i")]
    made = []
    for rank, row in enumerate(measured):
        month = MONTHS.index(row.day.replace(day=1))
        written = min(month + rank % 3 + 1, 11) if rank % 4 == 1 else month
        withdrawn = written + 1 if rank % 2 == 0 and 4 <= written <= 10 else None
        made.append(Event(row, month, written, withdrawn))
    return made


def recomputed(events: list[Event]) -> list[dict[tuple[str, str], int]]:
    """Return, month by month, B2a and B2b with their measures, and B6: from the register, nothing of the product."""
    filed: list[int] = []
    told = []
    for now in range(12):
        known = [event for event in events if event.counts_at(now) and event.month <= now]
        figures: Counter = Counter()
        for event in known:
            people, measure = event.row.numbers["i"], MEASURES[event.row.activity]
            for code in ("B2b", "B2a") if event.month == now else ("B2b",):
                figures[code, ""] += people
                figures[code, measure] += people
        figures["B6", ""] = figures["B2b", ""] - figures["B2a", ""] - sum(filed)
        filed.append(figures["B2a", ""])
        told.append(dict(figures))
    return told


def owed(agreement, first: date) -> Deliverable:
    return Deliverable.objects.get(requirement__agreement=agreement, period__startswith=first)


def claims_of(paper: str, figures: dict[tuple[str, str], int]) -> list[Claim]:
    return [
        Claim(Box(paper, code, "Mesure d’emploi" if band else "", band), Decimal(number), "register")
        for (code, band), number in figures.items()
    ]


def test_every_month_and_its_corrections_are_what_the_register_adds_up_to(
    organism, funder, coordinator, director, tmp_path: Path, record_property
):
    agreement = make_agreement(organism, funder, "SQ-1", programme_key="aide-emploi")
    asked = Requirement(kind="monthly", period_from_month=4, period_months=1, due_after_days=10)
    save_requirement(agreement=agreement, requirement=asked, by=coordinator)
    events = events_of(read_rows(REGISTER))
    expected = recomputed(events)
    kept: dict[int, Activity] = {}
    outcomes = None
    for now, first in enumerate(MONTHS):
        for rank, event in enumerate(events):
            if event.written == now:
                kept[rank] = make_activity(
                    organism, event.row.activity, day=event.row.day, immigrants=event.row.numbers["i"],
                    agreements=[agreement],
                )  # fmt: skip
            if event.withdrawn == now:
                Activity.objects.filter(pk=kept[rank].pk).update(
                    withdrawn_at=timezone.now(), withdrawn_by=coordinator, withdrawn_reason="Doublon"
                )
        report = open_funder_report(deliverable=owed(agreement, first), by=coordinator)
        answer(report, "b1", director, 1000 + now)
        for key in ("b2a", "b2b"):
            if line_of(report, key).ask:
                answer(report, key, director, state="zero")
        for key in ("b3", "b4", "b5"):
            answer(report, key, director, state="nd")
        issue_report(report=report, by=director, key=uuid.uuid4())
        version = report.versions.first()
        media = read_media(str(now), json.loads(version.content), version.sha256, tmp_path, with_pdf=now in ON_PAPER)
        outcome = compare(claims_of(str(now), expected[now]), media)
        outcomes = outcome if outcomes is None else outcomes + outcome
    record_property("proof", ("form B, twelve months", outcomes.count, len(outcomes.differences)))
    assert [str(difference) for difference in outcomes.differences] == []
    assert any(figures["B6", ""] > 0 for figures in expected)
    assert any(figures["B6", ""] < 0 for figures in expected)
    assert outcomes.count > 200


def read_media(paper: str, content: dict, sha256: str, folder: Path, *, with_pdf: bool) -> dict:
    media = {
        (paper, "content"): read_content(content),
        (paper, "XLSX"): read_workbook(render_sheet(content)),
    }
    if with_pdf:
        path = folder / f"{paper}.pdf"
        path.write_bytes(render_paper(content, sha256=sha256))
        media[paper, "PDF"] = read_pdf(path)
    return media
