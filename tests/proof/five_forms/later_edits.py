"""What people go on doing once papers are issued: acts drawn by chance, done by the product's own actions."""

import csv
import json
import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.agreement.actions import set_targets
from agreements.deliverables.actions import grant_later_day
from agreements.funders.actions import name_funder, name_programme
from agreements.models import Deliverable
from organisms.models import Category, Indicator, IndicatorDefinition, Municipality, OrganismName
from organisms.names import sort_name
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form
from reporting.engine.form.files.sources import read_source
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.lines.assembly import build_sections
from reporting.models import Report, Version
from services.activities.actions import (
    change_activity,
    charge_activities,
    restore_activities,
    uncharge_activities,
    withdraw_activities,
)
from services.activities.recording import fact_of
from services.models import Activity, Partner, Position
from tests.proof.answering import answer_everything
from tests.proof.five_forms.judge import FORM_A, FORM_C, FORM_E, month_paper
from tests.proof.five_forms.world import REGISTER, Year
from tests.proof.journey import bring_in

FORMS = ("regionalisation", "aide-emploi", "vitalite", "inclusion", "mission")


@dataclass
class Edits:
    """The year that is edited, the chance that draws, and how many acts of each kind were done."""

    year: Year
    chance: random.Random
    folder: Path
    done: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.pks = list(Activity.objects.filter(organism=self.year.organism).values_list("pk", flat=True))

    @property
    def by(self):
        return self.year.director

    def some(self, withdrawn: bool = False, most: int = 3) -> list[Activity]:
        drawn = self.chance.sample(self.pks, 40)
        rows = Activity.objects.filter(pk__in=drawn, withdrawn_at__isnull=not withdrawn)
        return list(rows.order_by("pk")[: self.chance.randint(1, most)])

    def name(self, words: str) -> str:
        return f"{words} {self.done.total()}"


def edit(year: Year, folder: Path, *, count: int, seed: int) -> Counter:
    """Do so many acts, each kind at least once, the rest by chance; return how many of each were done."""
    edits = Edits(year, random.Random(seed), folder)
    kinds = [*KINDS, *edits.chance.choices(list(KINDS), weights=list(KINDS.values()), k=count - len(KINDS))]
    edits.chance.shuffle(kinds)
    for kind in kinds:
        kind(edits)
        edits.done[kind.__name__] += 1
    year.worker.run()
    return edits.done


def correct_record(edits: Edits) -> None:
    (row,) = edits.some(most=1)
    fact = replace(
        fact_of(row), note=edits.name("Relue"), immigrants=(row.immigrants or 0) + edits.chance.randint(1, 9)
    )
    change_activity(activity=row, fact=fact, seen_revision=row.revision, by=edits.by)


def withdraw_records(edits: Edits) -> None:
    withdraw_activities(activities=edits.some(), reason=edits.name("Doublon"), by=edits.by)


def restore_records(edits: Edits) -> None:
    restore_activities(
        activities=Activity.objects.filter(pk__in=[r.pk for r in edits.some(withdrawn=True)]), by=edits.by
    )


def uncharge_records(edits: Edits) -> None:
    agreement = edits.year.agreements[edits.chance.choice([FORM_A, FORM_C])]
    uncharge_activities(activities=edits.some(most=5), agreement=agreement, by=edits.by)


def charge_records(edits: Edits) -> None:
    rows = Activity.objects.live().filter(pk__in=edits.chance.sample(edits.pks, 5), component=4)
    charge_activities(activities=rows, agreement=edits.year.agreements[FORM_A], by=edits.by)


def import_register(edits: Edits) -> None:
    """Rows of the register once more, a day later: other facts, of days that the papers count."""
    with REGISTER.open(encoding="cp1252", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    drawn = [[*row] for row in edits.chance.sample(rows, 6)]
    for row in drawn:
        row[-1] = edits.name("Ajoutée")
    path = edits.folder / f"plus-tard-{edits.done.total()}.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *drawn])
    bring_in(path, edits.year.organism, by=edits.by, worker=edits.year.worker)


def answer_next_report(edits: Edits) -> None:
    form = edits.chance.choice([FORM_A, FORM_C, FORM_E])
    agreement, last = edits.year.agreements[form], edits.year.reports[form].period
    owed = Deliverable.objects.get(requirement__agreement=agreement, period__startswith=last.upper)
    report = Report.objects.filter(deliverable=owed).first() or open_funder_report(deliverable=owed, by=edits.by)
    lines = [line for section in build_sections(report) for line in section.lines if line.ask and not line.bands]
    line = edits.chance.choice([line for line in lines if line.line.kind == "figure"])
    number = Decimal(edits.chance.randint(1, 900))
    save_answers(report=report, answers=[AnswerInput(line.line, state="value", value=number)], by=edits.by)


def issue_again(edits: Edits) -> None:
    """A second version, of what the records say now; the first stays."""
    report = edits.year.reports[edits.chance.choice([FORM_A, FORM_C, month_paper(11)])]
    answer_everything(report, by=edits.by, numbers={"b1": 5000})
    reason = edits.name("Fiches corrigées")
    issue_report(report=Report.objects.get(pk=report.pk), by=edits.by, key=uuid.uuid4(), reason=reason)


def load_next_form(edits: Edits) -> None:
    form = json.loads(json.dumps(read_source(f"forms/{edits.chance.choice(FORMS)}.json")))
    line = edits.chance.choice(form["lines"])
    line["words"] = edits.name(line["words"])
    load_form(read_form(form))


def rename_organism(edits: Edits) -> None:
    organism, name = edits.year.organism, edits.name("Accueil renommé")
    organism.name, organism.sort_name, organism.neq = name, sort_name(name), f"11{edits.done.total():08}"
    organism.save()
    OrganismName.objects.filter(organism=organism).delete()
    OrganismName.objects.create(organism=organism, name=name, during=DateRange(date(2014, 4, 1), None))


def rename_category(edits: Edits) -> None:
    row = edits.chance.choice(list(Category.objects.order_by("pk")))
    Category.objects.filter(pk=row.pk).update(words=edits.name("Catégorie"))


def rename_funder(edits: Edits) -> None:
    programme = edits.year.agreements[edits.chance.choice(list(edits.year.agreements))].programme
    day = timezone.localdate() - timedelta(days=1000 + edits.done.total())
    name_funder(funder=programme.funder, name=edits.name(f"Bailleur {programme.pk}"), from_day=day, by=edits.by)
    name_programme(programme=programme, name=edits.name("Programme"), from_day=day, by=edits.by)


def rename_places_and_people(edits: Edits) -> None:
    Municipality.objects.filter(pk=edits.year.organism.municipality_id).update(name=edits.name("Ville"))
    partner = edits.chance.choice(list(Partner.objects.filter(organism=edits.year.organism).order_by("pk")))
    Partner.objects.filter(pk=partner.pk).update(name=edits.name("Partenaire"))
    edits.by.name = edits.name("Direction")
    edits.by.save()


def define_indicator(edits: Edits) -> None:
    row = edits.chance.choice(list(Indicator.objects.order_by("pk")))
    day = date(2024, 5, 1) + timedelta(days=edits.done.total())
    IndicatorDefinition.objects.create(indicator=row, words=edits.name("Autre sens"), valid_from=day)


def change_terms(edits: Edits) -> None:
    agreement = edits.year.agreements[FORM_A]
    indicator = Indicator.objects.get(code="V1.06")
    values = {(year.pk, indicator.pk): Decimal(edits.done.total() + 10) for year in agreement.years.all()}
    if not agreement.years.filter(targets__isnull=False).exists():
        set_targets(agreement=agreement, values=values, by=edits.by)
    agreement.title = edits.name("Entente")
    agreement.save()


def postpone(edits: Edits) -> None:
    owed = edits.chance.choice(list(Deliverable.objects.outstanding().filter(
        requirement__agreement__in=edits.year.agreements.values()).order_by("pk")))  # fmt: skip
    grant_later_day(
        deliverable=owed, due_on=owed.due_on + timedelta(days=1), seen=owed.due_on, reason="Accordé.", by=edits.by
    )


def change_positions(edits: Edits) -> None:
    Position.objects.create(
        organism=edits.year.organism, title=edits.name("Poste"), during=(date(2024, 8, 1), date(2025, 1, 1)), hours=35,
        lost_reason="gap", created_by=edits.by,
    )  # fmt: skip


# Each kind of act, and how often chance draws it
KINDS: dict[Callable[[Edits], None], int] = {
    correct_record: 30,
    withdraw_records: 14,
    restore_records: 8,
    uncharge_records: 8,
    charge_records: 6,
    import_register: 4,
    answer_next_report: 10,
    issue_again: 1,
    load_next_form: 6,
    rename_organism: 4,
    rename_category: 8,
    rename_funder: 5,
    rename_places_and_people: 5,
    define_indicator: 4,
    change_terms: 3,
    postpone: 4,
    change_positions: 4,
}


def fingerprints(pks: set[int]) -> dict[str, str]:
    """Return, of each version, what its content and each of its files weigh in bits: their SHA-256."""
    prints = {}
    for version in Version.objects.filter(pk__in=pks).prefetch_related("documents"):
        prints[f"{version.pk} content"] = sha256(version.content.encode()).hexdigest()
        prints[f"{version.pk} sealed"] = version.sha256
        for document in version.documents.all():
            with document.file.open("rb") as file:
                prints[f"{version.pk} {document.format}"] = sha256(file.read()).hexdigest()
    return prints
