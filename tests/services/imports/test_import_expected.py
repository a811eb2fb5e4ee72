"""Both registers through the database: every total of EXPECTED.md, read back from the rows."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db.models import Count as CountRows

from organisms.models import Mrc
from services.counting import activity_totals
from services.imports.actions import check_register, receive_register, start_import
from services.imports.run import run_batch
from services.models import Activity, ImportBatch, ImportRow
from tests import factories
from tests.services.imports.test_register_totals import _table

REGISTERS = Path(__file__).resolve().parents[2] / "data" / "registres"
EXPECTED = (REGISTERS / "EXPECTED.md").read_text(encoding="utf-8")
CASES = {
    "registre-2024-2025.csv": ("17", 2024, ("MIN-2023-017", "SQ-2024-112", "MRC-2024-04")),
    "registre-2025-2026.xlsx": ("05", 2025, ("MIN-2023-021", "SQ-2024-118", "MRC-2024-09")),
}
TERMS = [
    (date(2023, 4, 1), date(2026, 4, 1)),
    (date(2024, 4, 1), date(2026, 4, 1)),
    (date(2024, 1, 1), date(2027, 1, 1)),
]
COLUMNS = {
    "Femmes": ("sex", "femmes"),
    "Hommes": ("sex", "hommes"),
    "Autre/NSP": ("sex", "autre-nsp"),
    "Économique": ("immigration", "economique"),
    "Regroupement familial": ("immigration", "regroupement"),
    "Réfugiés": ("immigration", "refugies"),
    "Autres": ("immigration", "autres"),
}


def agree(organism, references):
    """The three agreements of EXPECTED.md."""
    funder = factories.make_funder(f"Bailleur de {organism.name}")
    for reference, (start, end) in zip(references, TERMS, strict=True):
        factories.make_agreement(organism, funder, reference, start=start, end=end)


def bring_in(organism, name, user):
    batch = receive_register(organism=organism, file=ContentFile((REGISTERS / name).read_bytes()), name=name, by=user)
    check_register(batch=batch)
    start_import(batch=batch, by=user)
    batch.refresh_from_db()
    run_batch(batch, by=user)
    batch.refresh_from_db()
    return batch


@pytest.fixture(params=CASES)
def case(request, db):
    region, year, references = CASES[request.param]
    organism = factories.make_organism("Registres d’essai", region=region)
    agree(organism, references)
    user = factories.make_seated_user("Karim Essai", organism, "staff")
    section = next(part for part in EXPECTED.split("\n## ") if part.startswith(request.param))
    return section, year, organism, bring_in(organism, request.param, user)


def scope_of(organism, words, start, end):
    """The scope that a column of EXPECTED.md names: « organisme », a reference, or « reference, MRC X »."""
    if words == "organisme":
        return activity_totals.Scope(organism.pk, start, end)
    reference, _, mrc = words.partition(", MRC ")
    mrcs = (Mrc.objects.get(name=mrc).pk,) if mrc else ()
    agreement = organism.agreements.get(reference=reference)
    return activity_totals.Scope(organism.pk, start, end, agreement.pk, mrcs)


def test_every_figure_of_a_register_is_in_the_database(case):
    section, year, organism, batch = case
    rows = int(re.search(r": (\d+) rows", section)[1])
    assert (batch.state, batch.rows_done, batch.rows_total) == (ImportBatch.State.DONE, rows, rows)
    assert (batch.summary["imported"], batch.summary["faulty"], batch.summary["known"]) == (rows, 0, 0)
    start, end = date(year, 4, 1), date(year + 1, 3, 31)
    header, *lines = _table(section, "Whole file (State year).")
    assert (len(lines), len(header)) == (27, 6)
    for position, words in enumerate(header[1:], start=1):
        found = activity_totals.counts(scope_of(organism, words, start, end))
        theirs = {line[0]: Decimal(line[position]) for line in lines if line[position] != "0"}
        assert {code: result.value for code, result in found.items() if result.value} == theirs, words
    _check_calendar_year(section, year, organism)
    _check_breakdowns(section, organism, start, end)
    _check_partners(section, organism, start, end)
    _check_charges(section, organism, batch)
    _check_seeded_fault(section, organism, start, end)


def _check_calendar_year(section, year, organism):
    found = re.search(r"first calendar year only \((\d+) rows\), charged to ([^:]+): (.+)", section)
    scope = scope_of(organism, found[2], date(year, 1, 1), date(year, 12, 31))
    figures = {code: Decimal(value) for code, value in re.findall(r"(V\d\.\d\d) (\d+)", found[3])}
    ours = activity_totals.counts(scope, list(figures))
    assert {code: ours[code].value for code in figures} == figures
    assert Activity.objects.filter(organism=organism, day__year=year).count() == int(found[1])


def _check_breakdowns(section, organism, start, end):
    header, *lines = _table(section, "Breakdowns of the immigrant participants (whole organism):")
    ours = activity_totals.counts(activity_totals.Scope(organism.pk, start, end))
    compared = 0
    for code, *cells in lines:
        for title, cell in zip(header[1:], cells, strict=True):
            assert ours[code].breakdown[COLUMNS.get(title, ("age", title))] == int(cell), (code, title)
            compared += 1
    assert compared == 7 * 14
    measures = {key: value for (axis, key), value in ours["V2.05"].breakdown.items() if axis == "measure"}
    assert set(measures) == {"PRIIME", "SSI", "MFOR"}
    assert sum(measures.values()) == ours["V2.05"].value


def _check_partners(section, organism, start, end):
    said = re.search(
        r"employers named: organisme (\d+), (\S+) (\d+) \((\d+) employer rows name none.*"
        r"partners named: organisme (\d+), (\S+) (\d+)\.",
        section,
    ).groups()
    whole = activity_totals.Scope(organism.pk, start, end)
    employers = activity_totals.named_partners(whole).of(["V3.01"])
    assert (employers.value, employers.unnamed) == (int(said[0]), int(said[3]))
    assert activity_totals.named_partners(scope_of(organism, said[1], start, end)).of(["V3.01"]).value == int(said[2])
    assert activity_totals.named_partners(whole).of(["V5.02"]).value == int(said[4])
    assert activity_totals.named_partners(scope_of(organism, said[5], start, end)).of(["V5.02"]).value == int(said[6])


def _check_charges(section, organism, batch):
    sentence = r"no agreement: (\d+)\. .+\(warning\): (\d+)\. .+count\): (\d+)\."
    twice = organism.partners.values("kind", "sort_name").annotate(n=CountRows("pk")).filter(n__gt=1)
    assert not twice.exists()
    uncharged, arrivals, twins = map(int, re.search(sentence, section).groups())
    assert Activity.objects.filter(organism=organism, charges__isnull=True).count() == uncharged
    assert batch.summary["warnings"] == arrivals + twins
    assert ImportRow.objects.filter(organism=organism, nth__gt=1).count() == twins


def _check_seeded_fault(section, organism, start, end):
    """The same comparison sees one activity that loses its counts."""
    _, (code, total, *_), *_ = _table(section, "Whole file (State year).")
    Activity.objects.filter(organism=organism, counts__indicator__code=code).first().counts.all().delete()
    assert activity_totals.counts(activity_totals.Scope(organism.pk, start, end))[code].value == int(total) - 1
