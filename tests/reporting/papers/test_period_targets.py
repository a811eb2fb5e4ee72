"""A report of half a year names its months, and is measured against half of the year's targets: on every page."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from agreements.models import Target
from organisms.models import Indicator
from reporting.funder_reports.actions.private_links import create_link
from reporting.lines.assembly import build_sections
from reporting.papers.rendering.workbook import render_sheet
from tests.factories import make_activity
from tests.reporting.builders.funder_reports import make_issued, make_open
from tests.reporting.builders.reports import answer

INTERIM = {"kind": "interim", "period_from_month": 4, "period_months": 6, "due_month": 10, "due_day": 31}
DAY = date(2025, 6, 3)


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def aimed(organism, agreement):
    """Half of the second year's 18 stays, and fewer than half of its 25 meetings."""
    year = agreement.years.get(during__contains=DAY)
    for code, value in (("V1.06", 18), ("V5.01", 25), ("V4.11", 75)):
        Target.objects.create(year=year, indicator=Indicator.objects.get(code=code), value=Decimal(value))
    for _ in range(9):
        make_activity(organism, "Séjour exploratoire", day=DAY, agreements=[agreement], quantity=1, immigrants=2)
    for _ in range(10):
        make_activity(organism, "Table de concertation", day=DAY, agreements=[agreement], quantity=1)
    return agreement


@pytest.fixture
def issued(aimed, director):
    return make_issued(aimed, director, **INTERIM)


def figures_of(report) -> dict:
    content = json.loads(report.versions.get().content)
    return {figure["key"]: figure for section in content["sections"] for figure in section["figures"]}


def test_half_a_year_on_pace_reaches_its_target(issued):
    figures = figures_of(issued)

    assert figures["A2"]["target"] == {
        "text": "9", "number": "9", "was": "", "of_year": "18", "of_year_words": "18 pour l’année",
    }  # fmt: skip
    assert (figures["A2"]["rate"], figures["A2"]["short"]) == ("100\u00a0%", False)
    assert (figures["A10"]["target"]["text"], figures["A10"]["rate"], figures["A10"]["short"]) == (
        "12,5",
        "80\u00a0%",
        True,
    )


def test_a_rate_keeps_its_target_whatever_the_period(aimed, director):
    report = make_open(aimed, director, **INTERIM)
    answer(report, "a8", director, 5, denominator=8)

    line = next(line for section in build_sections(report) for line in section.lines if line.key == "a8")

    assert (line.text, line.target.words, line.achievement.text) == ("62,5\u00a0%", "75\u00a0%", "83\u00a0%")


def test_its_title_and_its_column_say_its_months(issued):
    content = json.loads(issued.versions.get().content)

    assert content["title"] == "Rapport d’étape, avril à septembre 2025"
    assert content["period_short"] == "avril à septembre 2025"
    assert str(issued).endswith(", avril à septembre 2025")
    assert "Cibles de la période" in [note["title"] for note in content["counting_notes"]]


def test_screen_and_private_link_show_the_target_of_the_period_and_that_of_the_year(
    client, client_for, funder_agent, funder, coordinator, issued
):
    token = create_link(report=issued, funder=funder, days=30, by=coordinator)
    pages = [
        words(client_for(funder_agent).get(reverse("reporting:funder-report-version", args=[issued.pk, 1]))),
        words(client.get(reverse("reporting:private-link", args=[token]))),
    ]
    for page in pages:
        assert "avril à septembre 2025" in page
        assert "18 pour l’année" in page
        row = page[page.index('id="ligne-A2"') :]
        assert "is-short" not in row[: row.index("</tr>")]


def test_the_workbook_holds_both_targets(issued):
    book = openpyxl.load_workbook(io.BytesIO(render_sheet(json.loads(issued.versions.get().content))))
    head, *rows = book["Chiffres"].iter_rows(values_only=True)
    by_code = {row[1]: dict(zip(head, row, strict=True)) for row in rows}

    assert (by_code["A2"]["Cible"], by_code["A2"]["Cible de l’année"], by_code["A2"]["Atteinte"]) == (9, 18, 1)
    assert (by_code["A10"]["Cible"], by_code["A10"]["Cible de l’année"]) == (12.5, 25)
    assert by_code["A8"]["Cible de l’année"] is None


def test_a_report_of_the_year_keeps_its_words_and_its_whole_target(aimed, director):
    final = make_issued(aimed, director)

    assert figures_of(final)["A2"]["target"]["of_year"] is None
    assert json.loads(final.versions.get().content)["title"] == "Rapport final 2025-2026"


def test_what_the_agreement_gives_for_the_period_passes_before_its_share(aimed, director):
    Target.objects.filter(indicator__code="V1.06").update(interim=12)

    figures = figures_of(make_issued(aimed, director, **INTERIM))

    assert (figures["A2"]["target"]["text"], figures["A2"]["target"]["of_year"]) == ("12", "18")
    assert (figures["A2"]["rate"], figures["A2"]["short"]) == ("75\u00a0%", True)
