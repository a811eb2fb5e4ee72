"""Five forms, sixteen papers, four places: 0 differences with figures recomputed from the register alone."""

import ast
import dataclasses
import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cached_property
from html import unescape
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from openpyxl import load_workbook

from reporting.models import Version
from reporting.papers.frozen.records import changes_since
from reporting.papers.rendering.workbook import render_sheet
from tests.proof.claims import Claim, questions
from tests.proof.compare import Outcome, compare
from tests.proof.expected import read_recipes, read_text
from tests.proof.five_forms.judge import FORM_A, FORM_B, FORM_D, FORM_E, MONTHS, claims_of, month_paper
from tests.proof.five_forms.later_edits import edit, fingerprints
from tests.proof.five_forms.world import STORY, IssuedPaper, Year, live_a_year, screen_of
from tests.proof.readings import HIDDEN, Mark, read_content, read_pdf, read_screen, read_workbook

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("pdfinfo"), reason="pdfinfo is absent"),
]
PLACES = ("content", "PDF", "XLSX", "screen")
EDITS = 200
# No fewer comparisons than when this proof was written
FLOORS = {"A": 140, "B": 2700, "C": 55, "D": 60, "E": 140}


@dataclasses.dataclass(frozen=True)
class Edited:
    """What was done after the papers were issued; prints of the papers and figures of their pages, before and after."""

    done: Counter
    before: dict[str, str]
    after: dict[str, str]
    screens: dict[str, str]
    moved: int


@dataclasses.dataclass(frozen=True)
class Proof:
    year: Year
    folder: Path
    edited: Edited

    @cached_property
    def claims(self) -> list[Claim]:
        return claims_of(self.year.facts, {name: answered.typed for name, answered in self.year.answered.items()})

    @cached_property
    def media(self) -> dict[tuple[str, str], list[Mark]]:
        media: dict[tuple[str, str], list[Mark]] = {}
        for name, paper in self.year.papers.items():
            media |= read_media(name, paper, self.folder)
        media[questions(FORM_A), "page"] = list(self.year.answered[FORM_A].bounds)
        return media


def read_media(name: str, paper: IssuedPaper, folder: Path) -> dict[tuple[str, str], list[Mark]]:
    path = folder / f"{name}.pdf"
    path.write_bytes(paper.pdf)
    read = (read_content(paper.content), read_pdf(path), read_workbook(paper.workbook), read_screen(paper.screen))
    return {(name, place): marks for place, marks in zip(PLACES, read, strict=True)}


@pytest.fixture(scope="module")
def proof(django_db_setup, django_db_blocker, tmp_path_factory) -> Proof:
    folder = tmp_path_factory.mktemp("five")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "media"), transaction.atomic():
        year = live_a_year(folder, read_recipes(read_text()))
        issued = {paper.version_id for paper in year.papers.values()}
        before = fingerprints(issued)
        done = edit(year, folder, count=EDITS, seed=2024)
        screens = {name: screen_of(report, year.director) for name, report in year.reports.items()}
        moved = sum(changes_since(version).n for version in Version.objects.filter(pk__in=issued))
        edited = Edited(done, before, fingerprints(issued), screens, moved)
        transaction.set_rollback(True)
    if kept := os.environ.get("PROOF_FOLDER"):
        for name, paper in year.papers.items():
            Path(kept, f"{name}.pdf").write_bytes(paper.pdf)
    return Proof(year, folder, edited)


def of_form(claims: list[Claim], letter: str) -> list[Claim]:
    return [claim for claim in claims if claim.box.paper.startswith(f"formulaire {letter}")]


@pytest.mark.parametrize("letter", FLOORS)
def test_every_line_is_what_the_register_and_the_answers_say(proof, letter, record_property):
    claims, whole = of_form(proof.claims, letter), Outcome(0, [])
    for place in (*PLACES, "page"):
        media = {key: marks for key, marks in proof.media.items() if key[1] == place}
        asked = [claim for claim in claims if any(paper == claim.box.paper for paper, _ in media)]
        outcome = compare(asked, media)
        if asked:
            record_property("proof", (f"form {letter}, {place}", outcome.count, len(outcome.differences)))
        whole += outcome
    assert [str(difference) for difference in whole.differences] == []
    assert whole.count >= FLOORS[letter]


def test_nothing_is_printed_that_nobody_vouches_for(proof):
    claimed = {(c.box.paper, c.box.code, c.box.axis, c.box.band) for c in proof.claims}
    said = {
        (paper, place, m.code, m.axis, m.band)
        for (paper, place), marks in proof.media.items()
        for m in marks
        if m.number is not None and (paper, m.code, m.axis, m.band) not in claimed
    }
    assert said == set()


def test_every_line_of_every_form_is_claimed(proof):
    claimed = {(claim.box.paper, claim.box.code) for claim in proof.claims}
    for name, paper in proof.year.papers.items():
        figures = [figure["key"] for section in paper.content["sections"] for figure in section["figures"]]
        assert figures
        assert {(name, code) for code in figures} <= claimed


def test_the_year_holds_what_makes_each_rule_matter(proof):
    numbers = {claim.box: claim.number for claim in proof.claims}
    moved = [numbers[box] for box in numbers if box.code == "B6"]
    assert any(number > 0 for number in moved)
    assert any(number < 0 for number in moved)
    assert Counter(claim.number == HIDDEN for claim in of_form(proof.claims, "D"))[True] >= 3
    assert len({proof.year.papers[name].content["period"]["start"][5:] for name in proof.year.papers}) > 3
    assert len(MONTHS) == sum(name.startswith(FORM_B) for name in proof.year.papers)


def test_every_text_and_piece_stands_in_every_place(proof):
    for name, paper in proof.year.papers.items():
        said = places_of(proof.folder / f"{name}.pdf", paper)
        wanted = [text["text"] for section in paper.content["sections"] for text in section["texts"]]
        pieces = [file["name"] for section in paper.content["sections"] for file in section["files"]]
        if name == FORM_D:
            assert wanted == [STORY]
        if name == FORM_E:
            assert len(pieces) == 6
        for place, words in said.items():
            assert [text for text in wanted if plain(text) not in words] == [], (name, place)
            assert [piece for piece in pieces if plain(piece) not in words] == [], (name, place)


def test_no_later_act_changes_a_byte_of_an_issued_paper(proof, record_property):
    edited = proof.edited
    assert (edited.done.total(), set(edited.done.values()) & {0}) == (EDITS, set())
    assert len(edited.before) == 4 * len(proof.year.papers)
    changed = [name for name, seal in edited.before.items() if edited.after[name] != seal]
    record_property("proof", (f"{EDITS} later acts", len(edited.before), len(changed)))
    assert changed == []
    # Had nothing moved, nothing would be proved
    assert edited.moved > 100
    for name, paper in proof.year.papers.items():
        assert read_screen(edited.screens[name]) == read_screen(paper.screen), name
        assert render_sheet(paper.content) == paper.workbook, name


def plain(text: str) -> str:
    """The letters alone: a line may be broken, a hyphen added, a space made hard."""
    return re.sub(r"\W+", "", text)


def places_of(pdf: Path, paper: IssuedPaper) -> dict[str, str]:
    printed = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    book = load_workbook(io.BytesIO(paper.workbook), read_only=True)
    cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return {
        "PDF": plain(printed),
        "XLSX": plain(cells),
        "screen": plain(unescape(re.sub(r"<[^>]+>", " ", paper.screen))),
    }


def test_a_row_that_is_lost_is_seen_in_every_place(proof):
    facts = proof.year.facts
    charged = [e for e in facts.events if facts.references[FORM_B] in e.row.agreements and e.withdrawn is None]
    event = next(e for e in charged if e.row.activity == "Mesure SSI" and e.row.numbers.get("i"))
    less = dataclasses.replace(facts, events=tuple(row for row in facts.events if row is not event))
    found = compare(of_form(claims_of(less, {}), "B"), proof.media).differences
    assert {d.medium for d in found} == set(PLACES)
    assert (month_paper(event.month) in {d.claim.box.paper for d in found}) == (event.written == event.month)


def test_a_hidden_number_that_is_printed_is_seen(proof):
    shown = [dataclasses.replace(mark, number=4) if mark.code == "D2" else mark for mark in proof.media[FORM_D, "PDF"]]
    found = compare(of_form(proof.claims, "D"), {(FORM_D, "PDF"): shown}).differences
    assert {d.claim.box.code for d in found} == {"D2"}


def test_the_judge_shares_no_code_with_the_product():
    tree = ast.parse((Path(__file__).parent / "judge.py").read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    judges = {f"tests.proof.{name}" for name in ("claims", "expected", "readings", "recompute")}
    assert {module for module in modules if module.split(".")[0] not in sys.stdlib_module_names} <= judges
