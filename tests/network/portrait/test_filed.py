"""Frozen years, organisms side by side, who answered: from approved versions, recomputed from their frozen content."""

import json
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from network.consolidation.actions import freeze_consolidation
from network.portrait.sections.answered import answered_section
from network.portrait.sections.side_by_side import side_by_side_section
from network.portrait.totals.figures import Source
from network.portrait.totals.filed import NOT_FILED
from reporting.models import QuestionCount, Report, Version
from services.masking.signs import MASKED
from tests.network.portrait.builders import reader_of
from tests.network.worlds import BEFORE, YEAR, build_world, reopen, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    world = build_world()
    settle(world, "brume", v1_02=640, v1_09=7, v1_10=7, v1_11=7)
    return world


def newest(report: Report) -> dict:
    return json.loads(Version.objects.filter(report=report).latest("number").content)


def side(world, year=2025, **choices):
    reader = reader_of(world.network, year=year, choices=choices)
    return side_by_side_section(reader)


def test_side_by_side_shows_what_each_version_froze(world):
    section = side(world, indicateur="V1.02")
    shown = {row.name: row.now.figure.text for row in section.drawn.every}
    frozen = {
        report.organism.name: newest(report)["answers"]["v1-02"]["shown"]
        for report in Report.objects.annual().filter(period=YEAR, state=Report.State.APPROVED)
    }
    assert shown == frozen
    assert shown["Organisme brume"] == "640"
    assert [row[3] for row in section.tables[0].rows] == [int(text) for text in shown.values()]


def test_side_by_side_hides_one_to_four_and_what_would_give_them_away(world):
    settle_again = {"lacs": 3, "croix": 60, "fleuve": 70, "port": 80}
    for name, number in settle_again.items():
        _correct(world, name, number)
    rows = {row.name: row for row in side(world, indicateur="V1.02").drawn.every}
    assert rows["Organisme lacs"].now.figure.text == MASKED
    assert (rows["Organisme lacs"].dots.now, rows["Organisme lacs"].achievement.share) == ("", None)
    hidden = [name for name, row in rows.items() if row.now.figure.is_hidden]
    assert len(hidden) >= 2
    assert list(rows)[-1] in hidden  # the last of the order of numbers: no rank tells it


def test_the_total_of_a_region_gives_no_small_number_back(world):
    """A reader has the total of 08 from its results or its report: « lacs » would be what the two others leave."""
    for name, number in {"lacs": 3, "croix": 60, "fleuve": 6, "port": 80}.items():
        _correct(world, name, number)
    rows = {row.name: row.now.figure for row in side(world, indicateur="V1.02").drawn.every}

    of_region = [rows[f"Organisme {name}"] for name in ("lacs", "croix", "brume")]
    assert sum(figure.is_hidden for figure in of_region) >= 2


def _correct(world, name, number):
    reopen(world, name)
    settle(world, name, v1_02=number)


def test_an_indicator_that_does_not_add_up_hides_only_its_small_numbers(world):
    rows = side(world, indicateur="V4.04").drawn.every
    assert {row.now.figure.text for row in rows} == {"7"}


def test_a_year_that_nobody_misses_is_the_one_that_the_network_froze(world):
    whole = world.consolidated(scope="network")
    freeze_consolidation(report=whole, by=world.network, key=uuid.uuid4())
    reader = reader_of(world.network)
    figure = reader.figure("V1.02", reader.windows.year)
    total = sum(
        Decimal(newest(report)["answers"]["v1-02"]["value"])
        for report in Report.objects.annual().filter(period=YEAR, state=Report.State.APPROVED)
    )
    assert (figure.value, figure.source) == (total, Source.REPORTS)
    assert reader.frozen.years[2025].missing == 0
    before = reader.windows.years[-2]
    assert reader.figure("V1.02", before).source == Source.RECORDS


def test_a_year_that_lacks_an_organism_is_counted_from_records(world):
    _correct(world, "croix", 50)
    whole = world.consolidated(scope="network", period=BEFORE)
    freeze_consolidation(report=whole, by=world.network, key=uuid.uuid4())
    reader = reader_of(world.network, year=2024)
    assert reader.frozen.years[2024].missing == 2
    assert reader.figure("V1.02", reader.windows.year).source == Source.RECORDS


def test_who_answered_names_the_exceptions_and_folds_the_usual(world):
    unknown = {
        count.report.organism.name
        for count in QuestionCount.objects.filter(report__period=YEAR).select_related("report__organism")
        if any(line.get("text") == "n.\u00a0d." for line in count.lines.values())
    }
    reader = reader_of(world.network)
    drawn = answered_section(reader).drawn
    assert {row.name for row in drawn.rows} == unknown
    assert len(drawn.whole) + len(unknown) == 5

    before = reader_of(world.network, year=2024)
    section = answered_section(before)
    late = {row.name for row in section.drawn.rows if row.why == NOT_FILED}
    assert late == {"Organisme fleuve", "Organisme port"}
    assert "2 n’ont pas déposé" in section.said.replace("\u00a0", " ")


def test_bad_choices_say_so_beside_their_field_and_show_the_usual(world, client_for):
    client = client_for(world.network)
    address = reverse("network:portrait-section", args=["organismes"])
    for asked in (
        {"indicateur": "V9.99"},
        {"ordre": "<b>"},
        {"rang": "9" * 9},
        {"rang": "٣"},
        {"indicateur": "V4.12"},
    ):
        answer = client.get(address, asked)
        assert answer.status_code == 200
        assert ("n’est pas dans la liste" in answer.content.decode()) == ("rang" not in asked)
