"""Every tied cell of a copy says what the content says: over the shipped forms, its places drawn by chance."""

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.models import Line, Report
from reporting.papers.content import build, canonical
from reporting.papers.filled_files.filling import read_content
from reporting.papers.filled_files.rows import Column, RowsFormat, fill_rows
from reporting.papers.filled_files.targets import Target, facts_offered, lines_offered
from reporting.papers.filled_files.workbook import CellTie, fill_workbook
from roriq_portal.files.blank_books.cells import Place
from services.counting.masking import MASKED
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.form_editor.funder_files.blanks import data_of, opened

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 6, 9, 14, 4, tzinfo=UTC)
YEAR = {"kind": "final", "period_from_month": 4, "period_months": 12, "due_month": 6, "due_day": 30}
CALENDAR = {"kind": "final", "period_from_month": 1, "period_months": 12, "due_month": 2, "due_day": 15}
MONTH = {"kind": "monthly", "period_months": 1, "due_after_days": 15}
FORMS = {
    "regionalisation": YEAR, "vitalite": CALENDAR, "inclusion-fondation": CALENDAR, "soutien-mission": YEAR,
    "aide-emploi": YEAR,
}  # fmt: skip
TYPED = ("=1+1", "+15 % cette année", "@somme", "- Un point\n- Un autre", "Été à Val-d’Or, 100 % « réussi »")


def report_of(programme: str, organism, funder, network, by) -> Report:
    if not programme:
        return make_annual(organism, network)
    agreement = make_agreement(
        organism, funder, f"ENT-{programme}", programme_key=programme, start=date(2024, 1, 1), end=date(2027, 1, 1)
    )
    make_activity(organism, day=date(2025, 6, 3), agreements=[agreement], immigrants=7)
    save_requirement(agreement=agreement, requirement=Requirement(**FORMS[programme]), by=by)
    owed = Deliverable.objects.filter(requirement__agreement=agreement, period__contains=date(2025, 6, 1)).get()
    return open_funder_report(deliverable=owed, by=by)


def answers_by_chance(report: Report, chance: random.Random) -> list[AnswerInput]:
    """About two lines in three, small and large numbers, s. o., n. d., zero; breakdowns within their total."""
    answers = []
    lines = [line for section in build_sections(report) if section.is_offered for line in section.lines]
    for line in lines:
        if chance.random() < 0.3 or line.figure:
            continue
        if line.kind == Line.Kind.TEXT:
            answers.append(AnswerInput(line.line, text=chance.choice(TYPED)))
        elif line.parts or line.line.for_each:
            answers += [of_a_part(line.line, part.key, chance) for part in line.parts]
        elif line.kind == Line.Kind.RATIO:
            over = chance.randrange(0, 40)
            answers.append(AnswerInput(line.line, state="value", value=Decimal(over), denominator=Decimal(over + 7)))
        elif line.line.is_number:
            answers.append(of_a_part(line.line, "", chance))
            if answers[-1].state == "value" and line.axes:
                axis = chance.choice(line.axes)
                answers[-1] = AnswerInput(line.line, state="value", value=Decimal(60))
                shares = [
                    AnswerInput(line.line, band.key, "value", Decimal(chance.randrange(0, 6))) for band in axis.bands
                ]
                answers += shares
    return answers


def of_a_part(line, key: str, chance: random.Random) -> AnswerInput:
    state = chance.choice(["value", "value", "value", "zero", "nd", "na"])
    return AnswerInput(line, key, state, Decimal(chance.randrange(1, 40)) if state == "value" else None)


def printed(content: dict, target: Target) -> object:
    """What the paper of a content prints at a target, found in its tables: a number, or words, or nothing."""
    figures = [figure for part in content["sections"] for figure in part["figures"]]
    figure = next((figure for figure in figures if figure["line_key"] == target.line_key), None)
    texts = {text["key"]: text["text"] for part in content["sections"] for text in part["texts"]}
    if figure:
        return printed_figure(figure, target)
    if target.line_key in texts:
        return words_or_nothing(texts[target.line_key])
    answer = content["answers"].get(target.line_key)
    if answer is None or target.item:
        return None
    if target.band_key:
        answer = answer["bands"].get(target.band_key, {"value": None, "state": "blank"})
        return number_or(
            {"number": answer["value"], "text": {"nd": "n.\xa0d.", "na": "s.\xa0o."}.get(answer["state"], "")}
        )
    return number_or({"number": answer["value"], "text": answer["shown"]})


def printed_figure(figure: dict, target: Target) -> object:
    rows = [row for axis in figure["bands"] for row in axis["rows"]]
    if target.item:
        row = rows[target.item - 1] if target.item <= len(rows) else None
        return row and (row["words"] if target.part == "name" else number_or(row))
    if target.band_key:
        return next((number_or(row) for row in rows if row["key"] == target.band_key), None)
    if target.part == "note":
        return words_or_nothing(figure["note"])
    if target.part in ("target", "past"):
        return number_or(figure[target.part]) if figure[target.part] else None
    box = figure["value"]
    if target.part in ("numerator", "denominator"):
        return number_or(box | {"number": box[target.part]})
    if target.part == "value" and box["denominator"]:
        return float(Decimal(box["numerator"]) / Decimal(box["denominator"]))
    return number_or(box)


def number_or(box: dict) -> object:
    return float(box["number"]) if box["number"] is not None else words_or_nothing(box["text"])


def words_or_nothing(words: str) -> str | None:
    return None if words in ("", "–") else words


def targets_of(report: Report) -> list[Target]:
    lines = [row.target for _, rows in lines_offered(read_form_spec(report.template_version)) for row in rows]
    items = [
        Target(line_key=row.line_key, item=item, part=row.part) for row in lines if row.item for item in range(1, 5)
    ]
    return [*(row.target for row in facts_offered()), *(row for row in lines if not row.item), *items]


def scattered(targets: list[Target], chance: random.Random) -> list[CellTie]:
    """One or two cells for each, anywhere on two sheets."""
    cells = [
        (sheet, f"{get_column_letter(x)}{y}") for sheet in ("Un", "Deux") for x in range(1, 30) for y in range(1, 60)
    ]
    chance.shuffle(cells)
    asked = [target for target in targets for _ in range(chance.choice([1, 1, 2]))]
    return [CellTie(Place(*cells.pop()), target, str(target)) for target in asked]


def as_number(value: object) -> object:
    """A quotient is written with sixteen figures."""
    return pytest.approx(float(value), rel=1e-14) if isinstance(value, (int, float)) else value


@pytest.mark.parametrize("programme", [*FORMS, ""])
def test_every_cell_says_what_the_paper_prints(programme, organism, funder, network, coordinator):
    chance = random.Random(f"classeur {programme}")
    report = report_of(programme, organism, funder, network, coordinator)
    save_answers(report=report, answers=answers_by_chance(report, chance), by=coordinator)
    content = json.loads(canonical(build(report, version_number=1, now=DAY, code="7K4M-Q2ZT")))
    ties = scattered(targets_of(report), chance)
    book = Workbook()
    book.active.title = "Un"
    book.create_sheet("Deux")

    filled = fill_workbook(data_of(book), ties, read_content(content, report.template_version), made_at=DAY)

    copy, said = opened(filled.data), 0
    for tie in ties:
        cell = copy[tie.place.sheet][tie.place.cell]
        assert cell.data_type != "f"
        if tie.target.line_key:
            expected = printed(content, tie.target)
            money = report.template_version.lines.get(key=tie.target.line_key).kind == Line.Kind.MONEY
            if not (tie.target.item and money):
                assert expected == as_number(cell.value), tie.target
            said += expected is not None
    assert said >= 8
    facts = {tie.target.fact: copy[tie.place.sheet][tie.place.cell].value for tie in ties if tie.target.fact}
    assert facts["organism"] == content["organism"]["name"]
    assert facts["first_day"].date() == date.fromisoformat(content["period"]["start"])
    assert (facts["code"], facts["version"], facts["issued_on"].date()) == ("7K4M-Q2ZT", 1, date(2026, 6, 9))
    again = fill_workbook(data_of(book), ties, read_content(content, report.template_version), made_at=DAY)
    assert again.data == filled.data


def test_no_small_number_leaves_by_a_cell_that_its_form_masks(organism, funder, network, coordinator):
    report = report_of("inclusion-fondation", organism, funder, network, coordinator)
    d1, d2 = (report.template_version.lines.get(key=key) for key in ("d1", "d2"))
    lines = {line.key: line.line for section in build_sections(report) for line in section.lines}
    answers = [AnswerInput(lines[d1.key], state="value", value=Decimal(40))]
    answers += [
        AnswerInput(lines[d1.key], band, "value", Decimal(number))
        for band, number in {"age-0-5": 3, "age-6-12": 10, "age-30-64": 27}.items()
    ]
    answers.append(AnswerInput(lines[d2.key], state="value", value=Decimal(4)))
    save_answers(report=report, answers=answers, by=coordinator)
    content = read_content(build(report), report.template_version)

    bands = {key: content.said(Target(line_key="d1", band_key=key, part="value")).value
             for key in ("age-0-5", "age-6-12", "age-30-64")}  # fmt: skip
    assert bands == {"age-0-5": MASKED, "age-6-12": MASKED, "age-30-64": Decimal(27)}
    assert content.said(Target(line_key="d2", part="value")).value == MASKED
    assert content.said(Target(line_key="d1", part="value")).value == Decimal(40)
    columns = [Column("D2", Target(line_key="d2", part="value"), "D2")]
    assert fill_rows(columns, content, RowsFormat(";", ",", "%Y-%m-%d", "utf-8")).data == b"D2\r\nmasqu\xc3\xa9\r\n"


def test_each_part_of_a_repeated_line_is_said_in_turn(organism, funder, network, coordinator):
    """Of the mission's form: activities by component, and the money of each funder."""
    report = report_of("soutien-mission", organism, funder, network, coordinator)
    lines = {line.key: line for section in build_sections(report) for line in section.lines}
    funders = lines["ef-bailleurs"]
    save_answers(
        report=report,
        answers=[
            AnswerInput(funders.line, part.key, "value", Decimal(1200 + n)) for n, part in enumerate(funders.parts)
        ],
        by=coordinator,
    )
    content = build(report)
    read = read_content(content, report.template_version)

    names = [read.said(Target(line_key="ef-bailleurs", item=n, part="name")).value for n in (1, 2)]
    sums = [read.said(Target(line_key="ef-bailleurs", item=n, part="value")).value for n in (1, 2)]
    assert (names[0], sums[0]) == (funder.name, Decimal(1200))
    assert len(read.items("ef-bailleurs")) == len(funders.parts)
    assert [row["words"] for row in read.items("e1")] == [part.words for part in lines["e1"].parts]
    columns = [
        Column("Volet", Target(line_key="e1", item=1, part="name"), "", follows=True),
        Column("Organisme", Target(fact="organism"), ""),
    ]
    form = RowsFormat(";", ",", "%Y-%m-%d", "cp1252", is_repeated=True)
    rows = fill_rows(columns, read, form).data.decode("cp1252").splitlines()
    assert len(rows) == 1 + len(lines["e1"].parts)
    assert rows[1].endswith(f";{organism.name}")
