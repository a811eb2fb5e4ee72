"""A report of half a year names its months, and is measured against half of the year's targets: on every page."""

import io
import json
import uuid
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from agreements.agreement.actions import save_requirement
from agreements.agreement.terms.period_places import PeriodPlace
from agreements.amendments.actions import revise_target
from agreements.models import PeriodTarget, Requirement, Target
from organisms.models import Indicator
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.private_links import create_link
from reporting.lines.assembly import build_sections
from reporting.papers.rendering.workbook import render_sheet
from tests.factories import make_activity
from tests.reporting.builders.funder_reports import fill, make_issued, make_open
from tests.reporting.builders.reports import answer

pytestmark = pytest.mark.built_once("aimed")
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

    line = line_of(report, "a8")

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


def give(agreement, report, value) -> None:
    target = Target.objects.get(indicator__code="V1.06", year__agreement=agreement)
    PeriodTarget.objects.create(target=target, deliverable=report.deliverable, value=Decimal(value))


def test_what_the_agreement_gives_for_the_period_passes_before_its_share(aimed, director):
    report = fill(make_open(aimed, director, **INTERIM), director)
    give(aimed, report, 12)
    issue_report(report=report, by=director, key=uuid.uuid4())

    figures = figures_of(report)
    assert (figures["A2"]["target"]["text"], figures["A2"]["target"]["of_year"]) == ("12", "18")
    assert (figures["A2"]["rate"], figures["A2"]["short"]) == ("75\u00a0%", True)


def test_a_period_whose_target_moved_says_what_that_one_was(aimed, director):
    report = make_open(aimed, director, **INTERIM)
    give(aimed, report, 12)
    target = Target.objects.get(indicator__code="V1.06")
    said = {"target": target, "decided_on": date(2025, 5, 2), "reason": "x", "by": director}
    revise_target(**said, value=Decimal(20), seen="18.00 interim/1=12.00")
    assert line_of(report, "a2").target.words == "12, 20 pour l’année"
    revise_target(
        **said, value=Decimal(20), periods={PeriodPlace("interim", 1): Decimal(11)}, seen="20.00 interim/1=12.00"
    )

    assert line_of(report, "a2").target.words == "11, 20 pour l’année, auparavant 12"


def test_a_quarter_has_its_own_target_else_that_of_its_months_else_its_share(aimed, director):
    quarter = make_open(aimed, director, **{**INTERIM, "period_months": 3, "due_month": 7})
    assert line_of(quarter, "a2").target.words == "4,5, 18 pour l’année"
    asked = Requirement(kind="monthly", period_from_month=4, period_months=1, due_after_days=15)
    months = save_requirement(agreement=aimed, requirement=asked, by=director).deliverables
    target = Target.objects.get(indicator__code="V1.06")
    for month in (4, 5, 6):
        deliverable = months.get(period__startswith=date(2025, month, 1))
        PeriodTarget.objects.create(target=target, deliverable=deliverable, value=month)
    assert line_of(quarter, "a2").target.words == "15, 18 pour l’année"
    give(aimed, quarter, 8)

    assert line_of(quarter, "a2").target.words == "8, 18 pour l’année"


def line_of(report, key):
    return next(line for section in build_sections(report) for line in section.lines if line.key == key)
