"""D5: the register imported through the product ÷ the same rows saved one by one."""

import itertools
import statistics
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile

from bench.rounds import once, report, scratch_database
from services.imports.actions import check_register, receive_register, start_import
from services.imports.run import run_batch
from services.models import Activity, Breakdown, Charge, Count, ImportBatch, Partner
from tests import factories

REGISTER = Path(__file__).resolve().parent.parent / "tests/data/registres/registre-2024-2025.csv"
TERMS = {
    "MIN-2023-017": (date(2023, 4, 1), date(2026, 4, 1)),
    "SQ-2024-112": (date(2024, 4, 1), date(2026, 4, 1)),
    "MRC-2024-04": (date(2024, 1, 1), date(2027, 1, 1)),
}
numbers = itertools.count(1)


def world():
    organism = factories.make_organism(f"Organisme du banc {next(numbers)}", region="17")
    funder = factories.make_funder()
    for reference, (start, end) in TERMS.items():
        factories.make_agreement(organism, funder, reference, start=start, end=end)
    return organism, factories.make_seated_user("Personne du banc", organism, "coordinator")


def ours() -> float:
    """Wall seconds of upload, check and import of the register."""
    organism, by = world()

    def act():
        batch = receive_register(organism=organism, file=ContentFile(REGISTER.read_bytes()), name=REGISTER.name, by=by)
        check_register(batch=batch)
        start_import(batch=batch, by=by)
        run_batch(ImportBatch.objects.select_related("organism").get(pk=batch.pk), by=by)

    _, wall = once(act)
    assert Activity.objects.filter(organism=organism).count() == 2400
    return wall


def row_by_row() -> float:
    """Wall seconds to save again, one by one, what an import made: no reading, no checking."""
    source, _ = world()
    model = Activity.objects.filter(batch__isnull=False)[0].organism
    rows = list(Activity.objects.filter(organism=model).prefetch_related("charges", "partners", "counts__breakdowns"))
    copies = {
        p.pk: Partner.objects.create(organism=source, kind=p.kind, name=p.name, sort_name=p.sort_name)
        for p in model.partners.all()
    }
    agreements = {a.reference: a.pk for a in source.agreements.all()}
    wanted = {a.pk: agreements[a.reference] for a in model.agreements.all()}
    _, wall = once(lambda: _save_all(rows, source, copies, wanted))
    assert Activity.objects.filter(organism=source).count() == 2400
    return wall


def _save_all(rows, organism, partners, agreements) -> None:
    for row in rows:
        _save(row, organism, partners, agreements)


def _save(row, organism, partners, agreements) -> None:
    copy = Activity(
        organism=organism, activity_type_id=row.activity_type_id, component=row.component, day=row.day,
        municipality_id=row.municipality_id, immigrants=row.immigrants, host=row.host, quantity=row.quantity,
        note=row.note,
    )  # fmt: skip
    copy.save()
    for count in row.counts.all():
        made = Count(activity=copy, indicator_id=count.indicator_id, value=count.value)
        made.save()
        for part in count.breakdowns.all():
            Breakdown(count=made, category_id=part.category_id, value=part.value).save()
    for charge in row.charges.all():
        Charge(activity=copy, agreement_id=agreements[charge.agreement_id]).save()
    for partner in row.partners.all():
        copy.partners.add(partners[partner.pk])


def run() -> bool:
    with scratch_database():
        ours(), row_by_row()
        pairs = [(ours(), row_by_row()) for _ in range(5)]
    median = statistics.median(slow / fast for fast, slow in pairs)
    return report("D5", "registre de 2400 lignes : ligne à ligne ÷ importation", median, 5, at_least=True)
