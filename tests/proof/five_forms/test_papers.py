"""Every form, with random answers, makes papers that veraPDF finds accessible: `python -m tests.proof.papers`."""

import os
import random
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from agreements.models import Deliverable
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import AnswerRefused, save_answers
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.lines.presenters import LineView
from reporting.models import Line, Report
from reporting.papers.content import build
from reporting.papers.languages import languages_of, mark_of
from reporting.papers.rendering.pdf import render_paper
from tests.factories import make_activity
from tests.papers import SHA256
from tests.proof.five_forms.judge import FORM_B, MONTHS
from tests.proof.five_forms.world import REFERENCES, YEARLY, begin, sign
from tests.verapdf import check_all

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("javac"), reason="veraPDF needs a JDK"),
    pytest.mark.timeout(3600),
]
SETS, SEED = int(os.environ.get("PROOF_SETS", "3")), int(os.environ.get("PROOF_SEED", "1"))
STATES = ("value", "value", "value", "zero", "na", "nd", "blank")
NUMBERS = (0, 1, 3, 4, 5, 17, 42, 1234, 99_999, 999_999_999)
WORDS = (
    "Les familles arrivées en cours d’année ont demandé plus de suivis.",
    "A neighbour lent her kitchen — “for the smell of bread”.",
    "مرحبا بكم في المنزل الجديد",
    "我们在这里开始新的生活。",
    "Ngũgĩ wa Thiong’o, Đặng Thị Ngọc, Łukasz, Żółć, Ærøskøbing",
    "e\u0301te\u0301 (accents décomposés) ; 2\u202f400\u00a0$ ; −3\u00a0% ; ½ ; № ; →",
    "Motdunelongueurquinetientdansaucunecolonne" * 6,
    "« Guillemets », <balises>, &amp; esperluettes",
    "- un\n- deux\n\n\n\ttrois",
    "👩🏽‍🌾 et 🏡",
)


class Chance(random.Random):
    def text(self, most: int) -> str:
        many = self.choice((0, 1, 3, 40))
        return "\n\n".join(self.choice(WORDS) for _ in range(many))[:most].strip()

    def number(self, line: LineView) -> Decimal:
        cents = Decimal(self.randint(0, 99)) / 100 if line.line.decimals else Decimal(0)
        return Decimal(self.choice(NUMBERS)) + (cents if line.kind != Line.Kind.RATIO else 0)


def answers(line: LineView, chance: Chance) -> Iterator[AnswerInput]:
    """Random answers of every box of a line; some are refused, as a person's would be."""
    if line.kind == Line.Kind.TEXT:
        yield AnswerInput(line.line, text=chance.text(line.line.max_chars or 100))
    elif line.line.is_number:
        number, over = chance.number(line), None
        if line.kind == Line.Kind.RATIO:
            over = number + chance.choice((0, 1, 7, 400))
        state = chance.choice(STATES)
        note, reason = chance.choice(("", chance.text(300))), chance.choice(WORDS)[:200]
        if not line.parts:
            yield AnswerInput(line.line, "", state, number, over if number else None, note, reason)
        left = number
        for band in line.bands:
            part = chance.number(line) if line.parts else Decimal(chance.randint(0, max(int(left) // 2, 0)))
            left -= part
            yield AnswerInput(line.line, band.key, chance.choice(STATES), part, override_reason=reason)


def fill_by_chance(report: Report, chance: Chance, by) -> None:
    inputs = [row for section in build_sections(report) for line in section.lines for row in answers(line, chance)]
    for drop in (lambda given, refused: given.box in refused, _is_of_a_refused_line, _is_of_a_refused_line):
        try:
            save_answers(report=report, answers=inputs, by=by)
        except AnswerRefused as said:
            refused = said.refusals
            inputs = [given for given in inputs if not drop(given, refused)]
        else:
            return
    save_answers(report=report, answers=inputs, by=by)


def _is_of_a_refused_line(given: AnswerInput, refused: dict) -> bool:
    return given.line_key in {key for key, _ in refused}


def open_five(year) -> dict[str, Report]:
    """The five reports of a year, open, over a few records; names and titles as long as they may be."""
    year.organism.name = (
        "Carrefour d’accueil, d’établissement et d’intégration des personnes immigrantes " + "du Centre " * 6
    )
    year.organism.save()
    for form in REFERENCES:
        year.agreements[form] = sign(form, year)
    for type_name, day in (("Mesure SSI", "2024-09-03"), ("Jumelage conclu", "2024-10-08"), ("Suivi", "2025-02-04")):
        make_activity(year.organism, type_name, day=timezone.datetime.fromisoformat(day).date(), immigrants=3,
                      quantity=2, agreements=[year.agreements[FORM_B]])  # fmt: skip
    firsts = {form: days[0] for form, days in YEARLY.items()} | {FORM_B: MONTHS[8]}
    return {
        form: open_funder_report(
            deliverable=Deliverable.objects.get(
                requirement__agreement=year.agreements[form], period__startswith=firsts[form]
            ),
            by=year.director,
        )
        for form in REFERENCES
    }


def test_papers_of_random_answers_are_accessible(tmp_path: Path, record_property):
    year = begin({})
    reports, paths = open_five(year), []
    for form, report in reports.items():
        for rank in range(SETS):
            chance = Chance(f"{SEED} {form} {rank}")
            fill_by_chance(report, chance, year.director)
            content = build(report, version_number=1, now=timezone.now(), code="ABCD-EFGH-JKLM-NPQR")
            for language in languages_of(content):
                path = tmp_path / f"{form.replace(' ', '-')}-{rank}{mark_of(language)}.pdf"
                path.write_bytes(render_paper(content, sha256=SHA256, language=language))
                paths.append(path)
    broken = {path.name: rules for path, rules in zip(paths, check_all(paths), strict=True) if rules}
    record_property("proof", (f"veraPDF, {SETS} sets a form, in each language", len(paths), len(broken)))
    if folder := os.environ.get("PROOF_FOLDER"):
        shutil.copytree(tmp_path, folder, dirs_exist_ok=True)
    assert len(paths) == SETS * (len(REFERENCES) + 1), "one form is bilingual"
    assert broken == {}
