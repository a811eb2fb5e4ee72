"""For any answers: a workbook sent back untouched brings nothing, and a filled one says what the pages would say."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.filling.offline.comparison import compare
from reporting.filling.offline.reading import read_offline_book
from reporting.filling.offline.sheets import render_offline_book
from reporting.filling.offline.written import number_words
from reporting.filling.posted import asked_bands, box_name, has_box, is_fixed
from reporting.filling.typed_values import readable
from reporting.lines.assembly import build_sections, read_report_data, sections_of
from reporting.models import Answer, Line
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import line_of, make_funder_report
from tests.reporting.filling.offline.books import download, opened, send, take

pytestmark = pytest.mark.built_once("report")
WITH_ROWS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBERS = st.decimals(0, 999_999_999, places=2) | st.integers(0, 999_999_999).map(Decimal)
TEXTS = st.text(max_size=200) | st.sampled_from(
    ["=1+1", "-", "_x000D_", "#N/A", "12", "n. d.", "effacer", "'a", "a\r\nb"]
)


@pytest.fixture
def report(organism, network):
    make_activity(organism, "Premier accueil", immigrants=5)
    return make_annual(organism, network)


def round_trip(report):
    data = render_offline_book(report, build_sections(report), may_write=True)
    return compare(read_report_data(report), read_offline_book(data))


@WITH_ROWS
@given(hours=NUMBERS, text=TEXTS, whole=st.integers(0, 999_999_999), state=st.sampled_from(["zero", "na", "nd"]))
def test_an_untouched_workbook_brings_nothing(report, coordinator, hours, text, whole, state):
    inputs = [
        AnswerInput(line_of(report, "f-01").line, state="value", value=hours),
        AnswerInput(line_of(report, "equipe").line, text=readable(text)),
        AnswerInput(line_of(report, "v4-03").line, state="value", value=Decimal(whole)),
        AnswerInput(line_of(report, "v4-04").line, state=state),
        AnswerInput(line_of(report, "v2-04").line, state="value", value=Decimal(1), denominator=Decimal(whole + 1)),
    ]
    save_answers(report=report, answers=inputs[:4] + (inputs[4:] if whole < 999_999_999 else []), by=coordinator)
    found = round_trip(report)
    assert (found.changes, found.faults, found.remarks) == ([], [], [])


@given(NUMBERS)
def test_a_number_is_one_word_however_it_is_written(number):
    plain = f"{number:f}"
    forms = {plain.replace(".", ","), f"{plain} ", plain.replace(".", ",") + ("" if "." in plain else ",0")}
    cells = {number_words(number), number_words(Decimal(repr(float(number))))}
    assert {number_words(form) for form in forms} | cells == {number_words(number)}


def said(report) -> dict:
    return {
        (row.line_key, row.band_key): (row.state, row.value, row.denominator, row.text)
        for row in Answer.objects.filter(report=report)
    }


def every_open_box(report):
    """Mark, box of the page, and what goes there: a number for figures and money, a text for texts."""
    for section in sections_of(read_report_data(report)):
        for line in section.lines if section.is_offered else []:
            if line.kind == Line.Kind.TEXT:
                yield section.key, line.key, box_name(line.key), {"text": f"Texte de {line.key}.\n- suite"}
            elif has_box(line) and not is_fixed(line):
                over = 50 if line.kind == Line.Kind.RATIO else None
                yield section.key, line.key, box_name(line.key), {"number": 40, "over": over}
            for band in asked_bands(line):
                open_band = not (is_fixed(line) and not band.dimension and band.computed is not None)
                if open_band and line.is_open:
                    yield section.key, f"{line.key}/{band.key}", box_name(line.key, band.key), {"number": 1}


def by_pages(client, report, boxes) -> dict:
    """What the report says once each of its sections was filled on its page; undone."""
    by_section: dict[str, dict] = {}
    for section, _, name, filled in boxes:
        fields = by_section.setdefault(section, {})
        fields[name] = filled.get("text", str(filled.get("number", "")))
        if filled.get("over"):
            fields[f"{name}-den"] = str(filled["over"])
    with transaction.atomic():
        for section, fields in by_section.items():
            url = reverse("reporting:report-section", args=[report.pk, section])
            assert client.post(url, fields).status_code == 302, section
        found = said(report)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("kind", ["annual", "funder"])
def test_every_open_cell_filled_says_what_the_pages_say(kind, report, agreement, client_for, coordinator):
    report = report if kind == "annual" else make_funder_report(agreement, coordinator)
    client, boxes = client_for(coordinator), list(every_open_box(report))
    book = opened(download(client, report))
    unlocked = {mark for mark in book.marks() if not book.cell(mark, "Réponse").protection.locked}
    assert unlocked == {mark for _, mark, _, _ in boxes}
    wanted = by_pages(client, report, boxes)
    assert len(wanted) > 20
    for _, mark, _, filled in boxes:
        book.fill(mark, filled.get("number"), over=filled.get("over"), text=filled.get("text"))
    page = send(client, report, book.bytes())
    assert page.context["comparison"].faults == []
    assert said(report) == {}
    take(client, page)
    assert said(report) == wanted
