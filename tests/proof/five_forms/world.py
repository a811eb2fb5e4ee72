"""The year of an organism that owes five forms, through the product's own actions: month after month, then the rest."""

import csv
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from agreements.agreement.actions import create_agreement, save_requirement
from agreements.agreement.terms.facts import AgreementInput
from agreements.models import Agreement, Deliverable, Programme, Requirement
from organisms.models import Mrc, Municipality, Organism, User
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.lines.assembly import build_sections
from reporting.models import Document, Report, Version
from services.activities.actions import withdraw_activities
from services.models import Activity, Position
from tests import factories
from tests.proof.answering import Answered, answer_everything
from tests.proof.expected import REGISTERS
from tests.proof.five_forms.judge import (
    CALENDAR,
    FORM_A,
    FORM_B,
    FORM_C,
    FORM_D,
    FORM_E,
    MONTHS,
    OWN_YEAR,
    STATE_YEAR,
    Event,
    Facts,
    Post,
    events_of,
    month_paper,
)  # fmt: skip
from tests.proof.journey import Worker, bring_in
from tests.proof.recompute import Recipes, read_rows

REGISTER = REGISTERS / "registre-2024-2025.csv"
CITY, MRC = "Drummondville", "Drummond"
REFERENCES = {
    FORM_A: "MIN-2023-017",
    FORM_B: "SQ-2024-112",
    FORM_C: "MRC-2024-04",
    FORM_D: "INC-2024-31",
    FORM_E: "MIS-2024-08",
}
PROGRAMMES = {
    FORM_A: "regionalisation",
    FORM_B: "aide-emploi",
    FORM_C: "vitalite",
    FORM_D: "inclusion-fondation",
    FORM_E: "soutien-mission",
}
TERMS = {
    FORM_A: (date(2023, 4, 1), date(2026, 4, 1)),
    FORM_B: (date(2024, 4, 1), date(2026, 4, 1)),
    FORM_C: (date(2024, 1, 1), date(2027, 1, 1)),
    FORM_D: (date(2024, 1, 1), date(2026, 1, 1)),
    FORM_E: (date(2024, 7, 1), date(2027, 7, 1)),
}
# First month of the period, its months, and the day it is due
OWED = {
    FORM_A: {"period_from_month": 4, "period_months": 12, "due_month": 6, "due_day": 30},
    FORM_B: {"kind": "monthly", "period_from_month": 4, "period_months": 1, "due_after_days": 10},
    FORM_C: {"period_from_month": 1, "period_months": 12, "due_month": 3, "due_day": 31},
    FORM_D: {"period_from_month": 1, "period_months": 12, "due_month": 2, "due_day": 15},
    FORM_E: {"period_from_month": 7, "period_months": 12, "due_month": 10, "due_day": 1},
}
YEARLY = {FORM_A: STATE_YEAR, FORM_C: CALENDAR, FORM_D: CALENDAR, FORM_E: OWN_YEAR}
# Counts of 1 to 4 on form D's paper; the parts of five funders stay under the revenues that hold them
NUMBERS = {
    FORM_D: {"d1": 640, "d1--age-0-5": 3, "d1--age-13-17": 0, "d2": 4},
    FORM_E: {"ef-revenus": 61000, "ef-depenses": 60400, "ef-bailleurs": 11000},
}
STORY = "Une voisine a prêté sa cuisine.\n\nA neighbour lent her kitchen, every Thursday — “for the smell of bread”."
TEXTS = {FORM_D: {"d4": STORY}}
POSTS = (
    Post(date(2021, 4, 6)),
    Post(date(2024, 9, 2)),
    Post(date(2022, 5, 2), date(2025, 7, 1), "funding"),
    Post(date(2020, 1, 6), date(2024, 11, 15), "left"),
    Post(date(2019, 1, 7), date(2024, 7, 1), "retired"),
    Post(date(2023, 8, 1), date(2025, 3, 1), "gap"),
    Post(date(2025, 7, 2)),
)


@dataclass(frozen=True)
class IssuedPaper:
    """What left for one version, and the page that reads it on screen."""

    content: dict
    sha256: str
    pdf: bytes
    workbook: bytes
    screen: str
    version_id: int


@dataclass
class Year:
    """What the year left: papers and what was typed, by the name of the paper."""

    organism: Organism
    director: User
    worker: Worker
    facts: Facts
    agreements: dict[str, Agreement] = field(default_factory=dict)
    papers: dict[str, IssuedPaper] = field(default_factory=dict)
    answered: dict[str, Answered] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)


def live_a_year(folder: Path, recipes: Recipes) -> Year:
    """Take the whole way; the caller holds the transaction and the private storage. `folder`: for monthly registers."""
    year = begin(recipes)
    for form in REFERENCES:
        year.agreements[form] = sign(form, year)
    for now in range(len(MONTHS)):
        _live_month(year, now, folder)
    for form, (first, _) in YEARLY.items():
        _file(year, form, form, first)
    year.worker.run()
    year.papers = {name: _paper(report, year.director) for name, report in year.reports.items()}
    return year


def begin(recipes: Recipes) -> Year:
    """Return the organism, its direction and its positions; nothing is signed nor recorded yet."""
    organism = factories.make_organism(f"Accueil {CITY}", region="17")
    organism.municipality = Municipality.objects.get(name=CITY)
    organism.save()
    director = factories.make_seated_user("Aïcha Gendron-Mora", organism, "director")
    for rank, post in enumerate(POSTS):
        Position.objects.create(
            organism=organism, title=f"Poste {rank}", during=(post.first, post.end), hours=35,
            lost_reason=post.reason, created_by=director,
        )  # fmt: skip
    events = events_of(read_rows(REGISTER), REFERENCES[FORM_B])
    return Year(organism, director, Worker(), Facts(tuple(events), recipes, REFERENCES, MRC, POSTS))


def sign(form: str, year: Year) -> Agreement:
    """Write the agreement that asks a form, with the reports that it owes."""
    programme, (first, after) = Programme.objects.get(key=PROGRAMMES[form]), TERMS[form]
    facts = AgreementInput(
        reference=REFERENCES[form],
        funder_reference="",
        title=f"{programme.name}, {CITY}",
        programme=programme,
        stream=None,
        lead=programme.funder,
        office=None,
        cosigners=(),
        term=DateRange(first, after),
        first_month=first.month,
        components=(1, 2, 3, 4, 5),
        regions=(year.organism.region,),
        mrcs=(Mrc.objects.get(name=MRC),) if form == FORM_C else (),
        issued_by_network=False,
        amounts=(Decimal(90000),) * (after.year - first.year),
    )
    agreement = create_agreement(organism=year.organism, facts=facts, by=year.director)
    requirement = Requirement(**{"kind": "final", **OWED[form]})
    save_requirement(agreement=agreement, requirement=requirement, by=year.director)
    return agreement


def _live_month(year: Year, now: int, folder: Path) -> None:
    """The register of the month comes in, with rows of before; what was written twice is withdrawn; form B is filed."""
    written = [event for event in year.facts.events if event.written == now]
    file = _register(written, folder / f"registre-{MONTHS[now]:%Y-%m}.csv")
    bring_in(file, year.organism, by=year.director, worker=year.worker)
    notes = [_note(event.rank) for event in year.facts.events if event.withdrawn == now]
    rows = Activity.objects.filter(organism=year.organism, note__in=notes)
    if withdraw_activities(activities=rows, reason="Inscrite deux fois", by=year.director) == [] and notes:
        raise AssertionError("nothing was withdrawn")
    _file(year, FORM_B, month_paper(now), MONTHS[now])


def _note(rank: int) -> str:
    return f"rang {rank}"


def _register(events: Iterable[Event], path: Path) -> Path:
    """A register of these rows only, each with its rank as its note: it is found again by it."""
    with REGISTER.open(encoding="cp1252", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    note = head.index("Notes")
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(head)
        writer.writerows([*rows[e.rank][:note], _note(e.rank), *rows[e.rank][note + 1 :]] for e in events)
    return path


def _file(year: Year, form: str, name: str, first: date) -> None:
    """Open the report of a period, answer all it asks, and issue it."""
    owed = Deliverable.objects.get(requirement__agreement=year.agreements[form], period__startswith=first)
    report = open_funder_report(deliverable=owed, by=year.director)
    lines = [line for section in build_sections(report) for line in section.lines]
    nobody = [AnswerInput(line.line, state="zero") for line in lines if line.key in ("b2a", "b2b") and line.ask]
    save_answers(report=report, answers=nobody, by=year.director)
    texts = TEXTS.get(form)
    year.answered[name] = answer_everything(report, by=year.director, numbers=NUMBERS.get(form), texts=texts)
    issue_report(report=report, by=year.director, key=uuid.uuid4())
    year.reports[name] = report


def _paper(report: Report, reader: User) -> IssuedPaper:
    version = Version.objects.get(report=report, number=1)
    files = {row.format: _bytes(row) for row in version.documents.all()}
    content = json.loads(version.content)
    return IssuedPaper(content, version.sha256, files["pdf"], files["xlsx"], screen_of(report, reader), version.pk)


def _bytes(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def screen_of(report: Report, reader: User) -> str:
    """Return the page on which a user reads the first version of a report."""
    client = Client()
    client.force_login(reader)
    page = client.get(reverse("reporting:funder-report-version", args=[report.pk, 1]))
    if page.status_code != 200:
        raise AssertionError(f"{report}: {page.status_code}")
    return page.content.decode()
