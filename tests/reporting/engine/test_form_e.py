"""Form E: the organism's own year, its activities by component, its positions with reasons, its funders one by one."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.agreement.actions import save_requirement
from agreements.models import Deliverable, Requirement
from organisms.models import Component
from reporting.engine.evaluate import records_of_line
from reporting.engine.figures import Ask, AskReason
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.lines.completeness import missing_items
from reporting.models import Line
from reporting.papers.content import build
from services.models import Position
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.reports import answer, line_of

OWN_YEAR = {"kind": "final", "period_from_month": 7, "period_months": 12, "due_month": 10, "due_day": 1}


@pytest.fixture
def report(organism, funder, coordinator):
    agreement = make_agreement(
        organism, funder, "SM-1", programme_key="soutien-mission", start=date(2024, 7, 1), end=date(2027, 7, 1)
    )
    save_requirement(agreement=agreement, requirement=Requirement(**OWN_YEAR), by=coordinator)
    owed = Deliverable.objects.get(requirement__agreement=agreement, period__contains=date(2025, 1, 1))
    assert owed.due_on == date(2025, 10, 1)
    return open_funder_report(deliverable=owed, by=coordinator)


@pytest.fixture
def hire(organism, coordinator):
    def make(first: date, last=None, reason=""):
        return Position.objects.create(
            organism=organism, title="Intervenante", during=(first, last), hours=35, lost_reason=reason,
            created_by=coordinator,
        )  # fmt: skip

    return make


def parts_of(report, key) -> dict[str, int]:
    return {band.key: band.value for band in line_of(report, key).bands}


def test_activities_are_counted_by_component(organism, report):
    for day in (date(2024, 7, 1), date(2025, 6, 30)):
        make_activity(organism, "Premier accueil", day=day, immigrants=3)
    make_activity(organism, "Mesure SSI", day=date(2025, 1, 9), immigrants=8)
    make_activity(organism, "Premier accueil", day=date(2024, 6, 30), immigrants=3)
    make_activity(organism, "Premier accueil", day=date(2025, 7, 1), immigrants=3)

    parts = parts_of(report, "e1")

    assert set(parts) == {f"component-{number}" for number in Component.values}
    assert (parts["component-4"], parts["component-2"], parts["component-1"]) == (2, 1, None)
    assert records_of_line(report, line_of(report, "e1").line).count() == 3


def test_the_activities_behind_the_count_are_one_each(organism, report, coordinator, client_for):
    made = make_activity(organism, "Mesure SSI", day=date(2025, 1, 9), immigrants=8)

    page = client_for(coordinator).get(reverse("reporting:report-records", args=[report.pk, "e1"]))

    row = page.context["rows"][0]
    assert (row["count"], row["url"]) == ("1", reverse("services:activity-detail", args=[organism.pk, made.pk]))


def test_a_component_without_activity_is_asked_and_the_sum_follows(organism, report, coordinator):
    make_activity(organism, "Premier accueil", day=date(2025, 1, 9), immigrants=3)
    waiting = [item.band_key for item in missing_items(report) if item.line_key == "e1"]
    assert waiting == ["component-1", "component-2", "component-3", "component-5"]

    answer(report, "e1", coordinator, 4, "component-5")

    assert line_of(report, "e1").value == 5


def test_no_activity_at_all_is_a_question_and_no_zero(report):
    assert line_of(report, "e1").ask == Ask(AskReason.NO_RECORD)
    assert line_of(report, "e1").text == "–"


def test_positions_are_those_of_the_last_day_and_those_lost_by_reason(report, hire):
    hire(date(2020, 1, 6))
    hire(date(2024, 9, 2))
    hire(date(2020, 1, 6), date(2025, 2, 1), "funding")
    hire(date(2020, 1, 6), date(2024, 12, 1), "left")
    hire(date(2020, 1, 6), date(2024, 6, 1), "left")
    hire(date(2025, 7, 1))

    assert line_of(report, "e4a").value == 2
    assert line_of(report, "e4b").value == 2
    lost = parts_of(report, "e4b")
    assert (lost["perdus-funding"], lost["perdus-left"], lost["perdus-gap"]) == (1, 1, 0)


def test_without_any_position_written_the_portal_knows_nothing(report):
    assert line_of(report, "e4a").ask == Ask(AskReason.NO_RECORD)


def test_each_funder_of_the_year_has_its_part(report, funder, coordinator):
    (part,) = line_of(report, "ef-bailleurs").bands
    assert (part.key, part.words) == (f"funder-{funder.pk}", funder.name)
    answer(report, "ef-revenus", coordinator, 1000)
    answer(report, "ef-bailleurs", coordinator, 1200, part.key)

    said = [item.words for item in missing_items(report) if item.line_key == "ef-bailleurs"]

    assert len(said) == 1
    assert "dépasse EF1" in said[0]


def test_six_pieces_are_asked(report):
    assert sum(line.kind == Line.Kind.FILE for section in build_sections(report) for line in section.lines) == 6


def test_the_paper_shows_each_part_and_the_sum(organism, report, hire):
    make_activity(organism, "Premier accueil", day=date(2025, 1, 9), immigrants=3)
    hire(date(2020, 1, 6), date(2025, 2, 1), "funding")

    figures = {row["line_key"]: row for section in build(report)["sections"] for row in section["figures"]}

    (by_component,) = figures["e1"]["bands"]
    assert by_component["dimension"] == "Volet"
    assert [row["text"] for row in by_component["rows"]] == ["–", "–", "–", "1", "–"]
    (lost,) = figures["e4b"]["bands"]
    assert (lost["dimension"], lost["rows"][0]["text"], lost["total"]) == ("Motif", "1", "1")


def test_the_page_of_the_report_takes_a_bounded_number_of_queries(organism, report, django_assert_max_num_queries):
    build_sections(report)
    for component in ("Premier accueil", "Mesure SSI"):
        make_activity(organism, component, day=date(2025, 1, 9), immigrants=3)

    with django_assert_max_num_queries(30):
        build_sections(report)
