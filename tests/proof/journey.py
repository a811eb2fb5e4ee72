"""The main way, through the product's own actions and jobs: a register in, one annual and two funders' reports out."""

import json
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.files import File
from django.db.backends.postgresql.psycopg_any import DateRange
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from agreements.agreement.actions import create_agreement, save_requirement
from agreements.agreement.terms.facts import AgreementInput
from agreements.models import Agreement, Deliverable, Programme, Requirement
from organisms.models import Mrc, Municipality, Organism, User
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.models import Document, Report, TemplateVersion, Version
from reporting.reports.actions.campaigns import open_campaign
from reporting.reports.actions.filing import submit_report
from services.counting.activity_totals import Scope, counts, named_partners
from services.imports.actions import check_register, receive_register, start_import
from services.models import ImportBatch
from tests import factories
from tests.proof.answering import Answered, answer_everything
from tests.proof.readings import Mark


@dataclass(frozen=True)
class Case:
    """One invented organism and its register. `references`: its agreements of form A, form B and form C."""

    register: str
    city: str
    region: str
    mrc: str
    references: tuple[str, str, str]
    year: int

    @property
    def state_year(self) -> DateRange:
        return DateRange(date(self.year, 4, 1), date(self.year + 1, 4, 1))


CASES = (
    Case(
        "registre-2024-2025.csv",
        "Drummondville",
        "17",
        "Drummond",
        ("MIN-2023-017", "SQ-2024-112", "MRC-2024-04"),
        2024,
    ),
    Case(
        "registre-2025-2026.xlsx",
        "Granby",
        "05",
        "La Haute-Yamaska",
        ("MIN-2023-021", "SQ-2024-118", "MRC-2024-09"),
        2025,
    ),
)


@dataclass(frozen=True)
class Paper:
    """What left the house for one version, and what a person had answered in it."""

    content: dict
    sha256: str
    pdf: bytes
    workbook: bytes
    answered: Answered


@dataclass(frozen=True)
class Journey:
    """`results`: column of EXPECTED.md's table → figures of the product's one door to records."""

    imported: dict
    again: dict
    results: dict[str, list[Mark]]
    annual: Paper
    form_a: Paper
    form_c: Paper


class Worker:
    """Does in this process, in their order, the jobs deferred since it was hired."""

    def __init__(self):
        self.last = max(ProcrastinateJob.objects.values_list("pk", flat=True), default=0)

    def run(self) -> None:
        """Do what waits, then what that deferred, until nothing is left."""
        while jobs := list(ProcrastinateJob.objects.filter(pk__gt=self.last).order_by("pk")):
            for job in jobs:
                app.tasks[job.task_name](**job.args)
                self.last = job.pk


class _World:
    """The organism of a case, its people, its funders and its agreements."""

    def __init__(self, case: Case):
        self.case = case
        self.organism = factories.make_organism(f"Accueil {case.city}", region=case.region)
        self.organism.municipality = Municipality.objects.get(name=case.city)
        self.organism.save()
        self.director = factories.make_seated_user("Aïcha Gendron-Mora", self.organism, "director")
        self.network = factories.make_network_user("Samuel Ouellet-Pinto")
        year = case.year
        terms = (
            DateRange(date(2023, 4, 1), date(2026, 4, 1)),
            DateRange(date(2024, 4, 1), date(2026, 4, 1)),
            DateRange(date(2024, 1, 1), date(2027, 1, 1)),
        )
        programmes = (
            Programme.objects.get(key="regionalisation"),
            _employment(),
            Programme.objects.get(key="vitalite"),
        )
        lengths = (3, 2, 3)
        self.agreements: dict[str, Agreement] = {
            reference: self._agreement(reference, programme, term, length)
            for reference, programme, term, length in zip(case.references, programmes, terms, lengths, strict=True)
        }
        self.form_a = self._owed(case.references[0], 4, (6, 30), date(year, 4, 1))
        self.form_c = self._owed(case.references[2], 1, (3, 31), date(year, 1, 1))

    def _agreement(self, reference: str, programme: Programme, term: DateRange, length: int) -> Agreement:
        is_local = programme.key == "vitalite"
        facts = AgreementInput(
            reference=reference,
            funder_reference="",
            title=f"{programme.name}, {self.case.city}",
            programme=programme,
            stream=None,
            lead=programme.funder,
            office=None,
            cosigners=(),
            term=term,
            first_month=term.lower.month,
            components=(1, 2, 3, 4, 5),
            regions=(self.organism.region,),
            mrcs=(Mrc.objects.get(name=self.case.mrc),) if is_local else (),
            issued_by_network=False,
            amounts=(Decimal(90000),) * length,
        )
        return create_agreement(organism=self.organism, facts=facts, by=self.director)

    def _owed(self, reference: str, month: int, due: tuple[int, int], start: date) -> Deliverable:
        asked = Requirement(kind="final", period_from_month=month, period_months=12, due_month=due[0], due_day=due[1])
        requirement = save_requirement(agreement=self.agreements[reference], requirement=asked, by=self.director)
        return requirement.deliverables.get(period__startswith=start)


def _employment() -> Programme:
    funder = factories.make_funder("Services Québec (essai)")
    return Programme.objects.create(funder=funder, name="Services d’aide à l’emploi", key="services-emploi-essai")


def travel(case: Case, register: Path) -> Journey:
    """Take the whole way for one register; the caller holds the transaction and the private storage."""
    worker = Worker()
    world = _World(case)
    imported = bring_in(register, world.organism, by=world.director, worker=worker)
    again = bring_in(register, world.organism, by=world.director, worker=worker)
    annual = _file_annual(world)
    issued = [_issue(world, deliverable) for deliverable in (world.form_a, world.form_c)]
    worker.run()
    return Journey(imported, again, _results(world), *(_paper(*filed) for filed in (annual, *issued)))


def bring_in(register: Path, organism: Organism, *, by: User, worker: Worker) -> dict:
    """Import a register as the page does: received, started, done by its job. Return what the import says of itself."""
    with register.open("rb") as file:
        batch = receive_register(organism=organism, file=File(file), name=register.name, by=by)
    check_register(batch=batch)
    start_import(batch=batch, by=by)
    worker.run()
    batch.refresh_from_db()
    if batch.state != ImportBatch.State.DONE:
        raise AssertionError(f"import {batch.state}: {batch.failure}")
    return batch.summary


def _file_annual(world: _World) -> tuple[Report, Answered]:
    version = TemplateVersion.objects.filter(template__kind="annual", published_at__isnull=False).latest("number")
    period = world.case.state_year
    due_on = date(period.upper.year, 6, 30)
    campaign = open_campaign(period=period, due_on=due_on, template_version=version, by=world.network)
    report = Report.objects.get(campaign=campaign, organism=world.organism)
    answered = answer_everything(report, by=world.director)
    submit_report(report=report, by=world.director, key=uuid.uuid4())
    return report, answered


def _issue(world: _World, deliverable: Deliverable) -> tuple[Report, Answered]:
    report = open_funder_report(deliverable=deliverable, by=world.director)
    answered = answer_everything(report, by=world.director)
    issue_report(report=report, by=world.director, key=uuid.uuid4())
    return report, answered


def _paper(report: Report, answered: Answered) -> Paper:
    version = Version.objects.get(report=report, number=1)
    files = {document.format: _bytes(document) for document in version.documents.all()}
    return Paper(json.loads(version.content), version.sha256, files["pdf"], files["xlsx"], answered)


def _bytes(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def _results(world: _World) -> dict[str, list[Mark]]:
    """Return the totals of each column: the organism, each agreement, and the last one in its MRC."""
    period = world.case.state_year
    days = (world.organism.pk, period.lower, date(period.upper.year, 3, 31))
    mrc = Mrc.objects.get(name=world.case.mrc)
    scopes = {"organisme": Scope(*days)}
    scopes |= {reference: Scope(*days, agreement.pk) for reference, agreement in world.agreements.items()}
    last = world.case.references[-1]
    scopes[f"{last}, MRC {mrc.name}"] = Scope(*days, world.agreements[last].pk, (mrc.pk,))
    return {column: _marks(scope) for column, scope in scopes.items()}


def _marks(scope: Scope) -> list[Mark]:
    marks = []
    for code, result in counts(scope).items():
        marks.append(Mark(code, "", "", result.value))
        marks += [Mark(code, *pair, Decimal(number)) for pair, number in result.breakdown.items()]
    book = named_partners(scope)
    for kind, code in (("employers", "V3.01"), ("partners", "V5.02")):
        named = book.of([code])
        marks.append(Mark(kind, "", "", Decimal(named.value)))
        marks.append(Mark(f"{kind} unnamed", "", "", Decimal(named.unnamed)))
    return marks
