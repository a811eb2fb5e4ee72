"""« Inchangé »: what is taken from the year before says so, up to the paper, and is asked again when certifying."""

import io
import json
import uuid
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from reporting.filling.repeat_previous import carried_of
from reporting.funder_reports.actions.issuing import issue_report
from reporting.lines.completeness import missing_items
from reporting.models import Answer
from reporting.papers.reading.version import read_version
from reporting.papers.rendering.workbook import render_sheet
from reporting.reports.actions.filing import submit_report
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.formats.days import format_short_period
from tests.reporting.builders import annual_reports
from tests.reporting.builders.reports import answer, fill, line_of
from tests.reporting.filling.test_views_sections import a_year_later, section_url

PAST = "2024-2025"
CARRIED = "Repris de 2024-2025, sans changement\u00a0: vérifiez que c’est encore vrai."


@pytest.fixture
def report(agreement, coordinator, director, client_for):
    report, browser = a_year_later(agreement, coordinator, director), client_for(coordinator)
    browser.post(section_url(report, "v2"), {"q-a4": "", "q-a5": "12", "reprendre": "a4"})
    browser.post(section_url(report, "finances"), {"reprendre": "af"})
    return report


def warned(report, key) -> list[str]:
    return [item.words for item in missing_items(report) if item.line_key == key and "repris" in item.words]


def test_what_was_taken_says_from_where_and_what_was_typed_beside_does_not(report):
    a4 = line_of(report, "a4")

    assert (a4.carried_from, line_of(report, "a5").carried_from) == (PAST, "")
    assert {band.dimension for band in a4.bands if band.carried_from} == {"sex"}
    assert {part.carried_from for part in line_of(report, "af").parts} == {PAST}
    assert warned(report, "a4") == [f"A4\u00a0: 96, repris de {PAST} sans changement. Vérifiez que c’est encore vrai."]
    assert warned(report, "af")
    assert warned(report, "a5") == []


def test_the_section_and_the_check_say_it(report, coordinator, client_for):
    browser = client_for(coordinator)

    assert CARRIED in browser.get(section_url(report, "v2")).text
    assert CARRIED in browser.get(section_url(report, "finances")).text
    assert warned(report, "a4")[0] in browser.get(reverse("reporting:report-check", args=[report.pk])).text


def test_another_answer_takes_the_mark_away(report, coordinator):
    answer(report, "a4", coordinator, 97)

    assert line_of(report, "a4").carried_from == ""
    assert warned(report, "a4") == [
        f"A4\u00a0: {line_of(report, 'a4').words}, repris de {PAST} sans changement. Vérifiez que c’est encore vrai."
    ]
    for band in line_of(report, "a4").bands:
        if band.carried_from:
            answer(report, "a4", coordinator, (band.value or 0) + 1, band=band.key)
    assert warned(report, "a4") == []


def test_the_direction_says_it_again_before_it_leaves(report, coordinator, director, client_for):
    fill(report, coordinator)
    browser, url = client_for(director), reverse("reporting:report-issue", args=[report.pk])
    words = "Les 2 réponses reprises de 2024-2025 valent aussi pour 2025-2026\u00a0: je l’ai vérifié."
    assert carried_of(report).words == words
    assert words in browser.get(url).text

    refused = browser.post(url, {"is_exact": "on", "seen_version": "0"})
    assert "Cochez cette phrase, ou corrigez les réponses reprises." in refused.text
    assert not report.versions.exists()

    assert browser.post(url, {"is_exact": "on", "is_carried": "on", "seen_version": "0"}).status_code == 302
    assert report.versions.count() == 1


def test_no_way_in_attests_what_nobody_said_again(report, coordinator, director, client_for):
    fill(report, coordinator)
    seen = carried_of(report)
    for confirmed in ("", "x", "on"):
        with pytest.raises(TransitionNotAllowed, match="Cochez cette phrase en attestant"):
            issue_report(report=report, by=director, key=uuid.uuid4(), confirmed=confirmed)
    answer(report, "a4", coordinator, 97)

    with pytest.raises(TransitionNotAllowed):
        issue_report(report=report, by=director, key=uuid.uuid4(), confirmed=seen.mark)
    tick = {"is_exact": "on", "is_carried": seen.mark, "seen_version": "0"}
    page = client_for(director).post(reverse("reporting:report-issue", args=[report.pk]), tick).text
    assert "Les réponses reprises ont changé pendant que vous lisiez" in page
    assert not report.versions.exists()

    issue_report(report=report, by=director, key=uuid.uuid4(), confirmed=carried_of(report).mark)
    assert report.versions.count() == 1


def test_the_annual_report_is_refused_alike(organism, network, coordinator, director):
    report = annual_reports.fill(annual_reports.make_annual(organism, network), coordinator)
    row = report.answers.filter(band_key="", state="value").first()
    row.carried_from = PAST
    row.save(update_fields=["carried_from"])

    with pytest.raises(TransitionNotAllowed, match="La réponse reprise de 2024-2025"):
        submit_report(report=report, by=director, key=uuid.uuid4())
    submit_report(report=report, by=director, key=uuid.uuid4(), confirmed=carried_of(report).mark)

    assert report.versions.count() == 1


def test_the_paper_and_its_sheet_say_it(report, coordinator, director):
    fill(report, coordinator)
    issue_report(report=report, by=director, key=uuid.uuid4(), confirmed=carried_of(report).mark)
    version = report.versions.get()

    rows = {row.key: row for row in read_version(version).results}
    assert (rows["A4"].carried, rows["A5"].carried) == (f"repris de {PAST}", "")
    [band] = [band for section in read_version(version).sections for band in section.bands if band.title[:2] == "A4"]
    assert band.title.endswith(f", repris de {PAST}")
    money = next(section.money for section in read_version(version).sections if section.money)
    assert money.rows[0].cells[0].note == f"repris de {PAST}"
    assert not money.rows[0].is_partial
    book = openpyxl.load_workbook(io.BytesIO(render_sheet(json.loads(version.content))))
    notes = {row[1]: row[-1] for row in book["Chiffres"].iter_rows(values_only=True)}
    assert (notes["A4"], notes["A5"]) == (f"repris de {PAST}", None)
    axes = {row[2] for row in book["Ventilations"].iter_rows(values_only=True)}
    assert any(axis.endswith(f", repris de {PAST}") for axis in axes)
    sums = list(book["Sommes"].iter_rows(values_only=True))
    assert f"repris de {PAST}" in [row[-1] for row in sums]
    assert not [row[0] for row in sums if str(row[0]).endswith(", partiel")]


def test_without_anything_taken_nothing_is_asked(agreement, coordinator, director):
    report = a_year_later(agreement, coordinator, director)

    assert carried_of(report).words == ""


def test_the_database_refuses_a_mark_on_no_answer(report):
    with pytest.raises(IntegrityError, match="answer_carried_says_something"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reporting_answer SET state = 'blank', value = NULL WHERE report_id = %s AND carried_from <> ''",
            [report.pk],
        )


def test_a_text_is_carried_with_its_mark(agreement, coordinator, director, client_for):
    report = a_year_later(agreement, coordinator, director)
    key = next(line.key for line in report.template_version.lines.filter(kind="text").order_by("order"))
    section = report.template_version.lines.get(key=key).section.key
    browser = client_for(coordinator)

    browser.post(section_url(report, section), {f"q-{key}": "", "reprendre": key})

    assert line_of(report, key).carried_from == PAST
    assert CARRIED in browser.get(section_url(report, section)).text
    assert (carried_of(report).words, warned(report, key)) == ("", [])
    browser.post(section_url(report, section), {f"q-{key}": "Un autre texte."})
    assert line_of(report, key).carried_from == ""


def test_the_words_of_any_period_have_room(report):
    longest = max(
        len(format_short_period(first, first + timedelta(days=days)))
        for days in (40, 200, 500)
        for first in (date(2024, 1, 1) + timedelta(days=day) for day in range(366))
    )
    assert longest <= Answer._meta.get_field("carried_from").max_length
    Answer.objects.filter(report=report, line_key="a4", carried_from=PAST).update(carried_from="avril à septembre 2024")
    assert any("repris d’avril à septembre 2024 sans changement" in words for words in warned(report, "a4"))
