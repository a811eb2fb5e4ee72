"""Two registers, six papers, three media: 0 differences with EXPECTED.md and with figures recomputed apart."""

import ast
import copy
import dataclasses
import shutil
import sys
from functools import cached_property
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from reporting.papers.rendering.pdf import render_paper
from reporting.papers.rendering.workbook import render_sheet
from tests.proof.claims import (
    ANNUAL,
    BANDS,
    FORM_A,
    FORM_C,
    MEASURE,
    RESULTS,
    TYPED,
    Claim,
    ReportContext,
    annual_claims,
    claims_of,
    form_c_claims,
    questions,
    typed_claims,
)
from tests.proof.compare import compare
from tests.proof.expected import REGISTERS, read_expected, read_recipes, read_text
from tests.proof.journey import CASES, Case, Journey, Paper, travel
from tests.proof.readings import Mark, read_content, read_pdf, read_workbook
from tests.proof.recompute import read_rows

# The mark also tells pytest-django to make the test database, which the fixture of the module uses on its own
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo is absent"),
]
one_register = pytest.mark.parametrize("proof", CASES[:1], indirect=True, ids=["Drummondville"])
FLOOR = 2250
PAPERS = {ANNUAL: "annual", FORM_A: "form_a", FORM_C: "form_c"}


@dataclasses.dataclass(frozen=True)
class Proof:
    """A case once travelled. `folder` holds its PDF files."""

    case: Case
    ground: ReportContext
    journey: Journey
    folder: Path

    def paper(self, name: str) -> Paper:
        return getattr(self.journey, PAPERS[name])

    @cached_property
    def claims(self) -> list[Claim]:
        typed = [claim for name in PAPERS for claim in typed_claims(name, self.paper(name).answered.typed)]
        return [*claims_of(self.ground), *typed]

    def claims_on(self, paper: str) -> list[Claim]:
        return [claim for claim in self.claims if claim.box.paper == paper]

    @cached_property
    def media(self) -> dict[tuple[str, str], list[Mark]]:
        media = {(f"{RESULTS}, {column}", "results"): marks for column, marks in self._results().items()}
        for name in PAPERS:
            media |= read_media(name, self.paper(name), self.folder)
            media[questions(name), "page"] = list(self.paper(name).answered.bounds)
        return media

    def _results(self) -> dict[str, list[Mark]]:
        """The catalogue's keys, said in the words of the forms."""
        words = {KEYS[part]: pair for part, pair in BANDS.items()}
        return {
            column: [Mark(m.code, *words.get((m.axis, m.band), (m.axis, m.band)), m.number) for m in marks]
            for column, marks in self.journey.results.items()
        }


KEYS = {
    "Femmes": ("sex", "femmes"),
    "Hommes": ("sex", "hommes"),
    "Autre/NSP": ("sex", "autre-nsp"),
    **{part: ("age", part) for part in BANDS if part[0].isdigit()},
    "Économique": ("immigration", "economique"),
    "Regroupement familial": ("immigration", "regroupement"),
    "Réfugiés": ("immigration", "refugies"),
    "Autres": ("immigration", "autres"),
}


def read_media(name: str, paper: Paper, folder: Path) -> dict[tuple[str, str], list[Mark]]:
    """Return what the three media of a paper say."""
    path = folder / f"{PAPERS[name]}.pdf"
    path.write_bytes(paper.pdf)
    return {
        (name, "content"): read_content(paper.content),
        (name, "PDF"): read_pdf(path),
        (name, "XLSX"): read_workbook(paper.workbook),
    }


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.city)
def proof(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Proof:
    case = request.param
    folder = tmp_path_factory.mktemp("proof")
    register = REGISTERS / case.register
    text = read_text()
    ground = ReportContext(
        read_expected(text, case.register), read_recipes(text), tuple(read_rows(register)), case.year
    )
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"), transaction.atomic():
        journey = travel(case, register)
        transaction.set_rollback(True)
    return Proof(case, ground, journey, folder)


def test_every_figure_is_what_the_register_adds_up_to(proof, record_property):
    outcome = compare(proof.claims, proof.media)
    record_property("proof", (proof.case.register, outcome.count, len(outcome.differences)))
    assert [str(difference) for difference in outcome.differences] == []
    assert outcome.count >= FLOOR


def test_register_brought_in_twice_creates_nothing(proof):
    expected = proof.ground.expected
    assert (proof.journey.imported["imported"], proof.journey.imported["errors"]) == (expected.rows, 0)
    assert (proof.journey.again["imported"], proof.journey.again["known"]) == (0, expected.rows)


def test_import_warns_of_what_the_register_leaves_in_doubt(proof):
    expected, imported = proof.ground.expected, proof.journey.imported
    assert imported["warnings"] == expected.outside_mandate + expected.twins
    assert sum(not row.agreements for row in proof.ground.rows) == expected.uncharged


def test_every_figure_of_the_papers_is_claimed(proof):
    """Nothing is printed that nobody vouches for: neither the registers nor a person."""
    claimed = {(c.box.paper, c.box.code, c.box.axis, c.box.band) for c in proof.claims}
    for (paper, medium), marks in proof.media.items():
        unclaimed = {(paper, m.code, m.axis, m.band) for m in marks if m.number is not None} - claimed
        if paper in PAPERS:
            assert unclaimed == set(), medium


def test_declared_and_asked_figures_come_out_as_inscribed(proof):
    typed = [claim for claim in proof.claims if claim.source == TYPED]
    assert len(typed) > 60
    assert compare(typed, proof.media).differences == []


def _altered(paper: Paper, change) -> Paper:
    """The paper that would leave the house had its content said something else."""
    content = copy.deepcopy(paper.content)
    change(content)
    pdf = render_paper(content, sha256=paper.sha256)
    return dataclasses.replace(paper, content=content, pdf=pdf, workbook=render_sheet(content))


def _figure(content: dict, code: str) -> dict:
    return next(f for section in content["sections"] for f in section["figures"] if f["key"] == code)


def _say(box: dict, number: int) -> None:
    box |= {"text": str(number), "number": str(number)}


def _one_more(content: dict) -> None:
    value = _figure(content, "C2b")["value"]
    _say(value, int(value["number"]) + 1)


def _no_line(content: dict) -> None:
    for section in content["sections"]:
        section["figures"] = [figure for figure in section["figures"] if figure["key"] != "C2b"]


def _zero(content: dict) -> None:
    _say(_figure(content, "C2b")["value"], 0)


def _not_told(content: dict) -> None:
    _figure(content, "C2b")["value"] |= {"text": "–", "number": None, "state": "blank"}


@one_register
@pytest.mark.parametrize("fault", [_one_more, _no_line, _zero, _not_told])
def test_a_false_figure_is_reported_in_every_medium(proof, fault):
    media = read_media(FORM_C, _altered(proof.journey.form_c, fault), proof.folder)
    found = compare(proof.claims_on(FORM_C), media).differences
    assert {(d.claim.box.code, d.medium) for d in found} == {("C2b", m) for m in ("content", "PDF", "XLSX")}


def _shift_ages(content: dict) -> None:
    rows = next(axis for axis in _figure(content, "V4.14")["bands"] if axis["dimension"] == "Âge")["rows"]
    said = [(row["text"], row["number"]) for row in rows]
    for row, (text, number) in zip(rows, said[1:] + said[:1], strict=True):
        row |= {"text": text, "number": number}


@one_register
def test_a_shifted_age_band_is_reported_in_every_medium(proof):
    media = read_media(ANNUAL, _altered(proof.journey.annual, _shift_ages), proof.folder)
    found = compare(proof.claims_on(ANNUAL), media).differences
    assert {(d.claim.box.code, d.claim.box.axis) for d in found} == {("V4.14", "Âge")}
    assert {d.medium for d in found} == {"content", "PDF", "XLSX"}


def _without_one(rows, activity):
    """The register less its first row of an activity that counts something."""
    dropped = next(n for n, row in enumerate(rows) if row.activity == activity and row.numbers != {"q": 0})
    return rows[:dropped] + rows[dropped + 1 :]


def test_a_row_lost_is_reported_whatever_its_activity(proof):
    media = {key: marks for key, marks in proof.media.items() if key[0] == ANNUAL}
    for activity, counts in proof.ground.recipes.items():
        ground = dataclasses.replace(proof.ground, rows=_without_one(proof.ground.rows, activity))
        found = compare(annual_claims(ground), media).differences
        assert {code for code, _ in counts} <= {d.claim.box.code for d in found}, activity


def test_a_row_charged_elsewhere_or_moved_out_of_the_year_is_reported(proof):
    counted = [row for row in proof.ground.form_c if row.activity == "Activité de rapprochement"]
    place = proof.ground.rows.index(counted[0])
    row = proof.ground.rows[place]
    wrong = [
        dataclasses.replace(row, agreements=frozenset()),
        dataclasses.replace(row, day=row.day.replace(year=row.day.year + 1, month=1, day=2)),
        dataclasses.replace(row, mrc="Ailleurs"),
    ]
    for other in wrong:
        rows = (*proof.ground.rows[:place], other, *proof.ground.rows[place + 1 :])
        found = compare(form_c_claims(dataclasses.replace(proof.ground, rows=rows)), proof.media).differences
        assert {d.claim.box.code for d in found} == {"C2a", "C2b", "C2c"}


def test_a_paper_that_nobody_can_read_is_reported(proof):
    claims = proof.claims_on(ANNUAL)
    outcome = compare(claims, {(ANNUAL, "PDF"): []})
    assert len(outcome.differences) == sum(claim.number is not None for claim in claims)
    assert len(compare(claims, {}).differences) >= len(claims)


def test_measures_are_told_apart(proof):
    measures = {c.box.band: c.number for c in proof.claims if c.box.axis == MEASURE and c.number}
    assert set(measures) == {"MFOR", "SSI", "PRIIME"}
    assert sum(measures.values()) == proof.ground.expected.totals["organisme", "V2.05"]


@pytest.mark.parametrize("name", ["recompute", "expected", "claims", "readings", "compare"])
def test_judges_share_no_code_with_the_product(name):
    tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    outside = {module for module in modules if module.split(".")[0] not in {*sys.stdlib_module_names, "openpyxl"}}
    judges = {f"tests.proof.{judge}" for judge in ("recompute", "expected", "claims", "readings")}
    assert outside <= judges
