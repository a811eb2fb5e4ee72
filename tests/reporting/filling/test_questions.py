from decimal import Decimal

import pytest

from reporting.filling.page.question_kinds import (
    ComputedFigure,
    CorrectedFigure,
    FileQuestion,
    Heading,
    NumberQuestion,
    ShownFigure,
    TextQuestion,
)
from reporting.filling.page.section import SectionPage, build_section_page
from reporting.filling.posted import Reading
from reporting.lines.assembly import build_sections
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer, make_funder_report


@pytest.fixture
def report(agreement, coordinator):
    return make_funder_report(agreement, coordinator)


def page_of(report, section, *, may_write=True, data=None, reading=None) -> SectionPage:
    view = next(view for view in build_sections(report) if view.key == section)
    return build_section_page(report, view, reading or Reading(), data, may_write=may_write)


def figure(page, key):
    return next(row for row in page.figures if not isinstance(row, Heading) and row.label.key == key)


def test_a_line_of_the_records_is_computed_then_corrected_then_shown(organism, agreement, report, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    computed = figure(page_of(report, "v1"), "a2")
    assert isinstance(computed, ComputedFigure)
    assert (computed.shown, computed.correction.number.value, computed.correction.is_begun) == ("1", "", False)

    answer(report, "a2", coordinator, 3, override_reason="Deux notés ailleurs")
    corrected = figure(page_of(report, "v1"), "a2")
    assert isinstance(corrected, CorrectedFigure)
    assert (corrected.correction.number.value, corrected.correction.reason.value) == ("3", "Deux notés ailleurs")

    closed = figure(page_of(report, "v1", may_write=False), "a2")
    assert isinstance(closed, ShownFigure)
    assert (closed.shown, closed.autosave) == ("3", None)


def test_a_computed_figure_is_corrected_by_who_may_write_only(organism, agreement, report):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    computed = figure(page_of(report, "v1", may_write=False), "a2")

    assert isinstance(computed, ComputedFigure)
    assert (computed.correction, computed.autosave) == (None, None)
    assert computed.records_url


def test_a_ratio_has_a_second_box_and_a_number_has_none(report, coordinator):
    answer(report, "a8", coordinator, Decimal(40), denominator=Decimal(50))

    ratio, number = figure(page_of(report, "v4"), "a8"), figure(page_of(report, "v1"), "a3")

    assert isinstance(ratio, NumberQuestion)
    assert (ratio.box.value, ratio.denominator.value, ratio.answer_kind) == ("40", "50", "nombre")
    assert number.denominator is None


def test_what_was_typed_comes_back_in_its_box_with_its_refusal(report):
    reading = Reading(errors={"q-a3": "Inscrivez un nombre."})

    question = figure(page_of(report, "v1", data={"q-a3": "douze", "q-a3-sorte": "nd"}, reading=reading), "a3")

    assert (question.box.value, question.box.error) == ("douze", "Inscrivez un nombre.")
    assert (question.answer_kind, question.placeholder) == ("nd", "n.\u00a0d.")
    assert question.described_by == "q-a3-p q-a3-u q-a3-e"


def test_texts_and_files_are_asked_of_who_may_write(organism, network):
    report = make_annual(organism, network)

    texts, files = page_of(report, "v4"), page_of(report, "pieces")
    read_texts, read_files = (page_of(report, key, may_write=False) for key in ("v4", "pieces"))

    assert isinstance(texts.texts[0], TextQuestion)
    assert texts.texts[0].autosave.url.endswith(f"/{texts.texts[0].label.key}/")
    assert isinstance(files.files[0], FileQuestion)
    assert files.files[0].form is not None
    assert (read_texts.texts[0].autosave, read_files.files[0].form) == (None, None)
    assert (texts.has_boxes, read_texts.has_boxes) == (True, False)


def test_a_long_text_opens_a_tall_box_within_limits(organism, network):
    report = make_annual(organism, network)
    key = page_of(report, "v4").texts[0].box.name

    rows = [page_of(report, "v4", data={key: "a" * length}).texts[0].rows for length in (0, 800, 3000)]

    assert rows == [6, 11, 18]
