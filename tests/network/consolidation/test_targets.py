"""What is reached of a target: of the same organisms on both sides, or no rate at all and how many have a target."""

import io
import json
import uuid
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.models import Target
from network.consolidation.actions import freeze_consolidation, publish_consolidation
from network.consolidation.content import build
from network.consolidation.figures.comparison import Aim, aim_of
from network.consolidation.figures.lines import ConsolidatedLine, figures_of
from network.consolidation.figures.totals import total_of
from network.consolidation.papers import render_workbook
from organisms.models import Indicator
from services.counting.masking import MASKED
from tests import factories
from tests.network.consolidation.test_totals import line, said, term
from tests.network.worlds import NetworkWorld, build_world


def aim(numbers, targets, why=""):
    row, cells = line(terms=(term(),)), said(*numbers)
    targets = [target if target is None else Decimal(target) for target in targets]
    return aim_of(ConsolidatedLine(row, "V2.05", "Entreprises", cells, total_of(row, cells, why)), targets)


def test_all_that_count_have_a_target():
    assert aim((80, 40), (100, 100)) == Aim(Decimal(200), "200", "60\u00a0%", is_short=True)
    assert aim((200, "na"), (100, 100)) == Aim(Decimal(200), "200", "100\u00a0%", is_short=False)
    # Nothing of an organism without a target changes nothing of the sum
    assert aim((80, 0), (100, None)) == Aim(Decimal(100), "100", "80\u00a0%", is_short=True)


def test_an_organism_that_counts_without_a_target_leaves_no_rate_and_the_row_says_how_many_have_one():
    said_of_two = Aim(Decimal(100), "100", "", is_short=False, partial="1\u00a0organisme sur 3 a une cible")
    assert aim((30, 40, 0), (100, None, None)) == said_of_two
    said_of_three = aim((30, 40, 9), (100, 50, None))
    assert (said_of_three.rate, said_of_three.partial) == ("", "2\u00a0organismes sur 3 ont une cible")


@pytest.mark.parametrize("unknown", ["nd", None, "masked"])
def test_a_target_without_its_number_leaves_no_rate(unknown):
    number = MASKED if unknown == "masked" else unknown
    assert aim((30, number), (100, 100)) == Aim(Decimal(200), "200", "", is_short=False)
    assert aim((30, number), (100, None)).rate == "30\u00a0%"


def test_no_target_and_no_sum_have_no_aim():
    assert aim((30, 40), (None, None)) is None
    assert aim((30, 40), ()) is None
    assert aim((30, 40), (10, 10), why="Un taux ne s’additionne pas.") is None


@pytest.fixture
def world(db):
    return build_world()


def give_target(world: NetworkWorld, funder, name: str, value: int) -> None:
    agreement = factories.make_agreement(world.organisms[name], funder, f"ENT-{name}")
    year = agreement.years.get(during=DateRange(date(2025, 4, 1), date(2026, 4, 1)))
    Target.objects.create(year=year, indicator=Indicator.objects.get(code="V4.01"), value=value)


def of_meetings(content: dict) -> dict:
    return next(figure for figure in figures_of(content) if figure["line_key"] == "v4-01")


def of_workbook(content: dict) -> dict:
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(content)))["Totaux"]
    head, *rows = sheet.iter_rows(values_only=True)
    return next(row for row in (dict(zip(head, row, strict=True)) for row in rows) if row["Code"] == "V4.01")


@pytest.mark.django_db
@pytest.mark.parametrize("audience", ["network", "funders"])
def test_a_target_of_some_is_on_no_page_and_no_paper_reached(world, funder, client_for, audience):
    for name, value in (("lacs", 6), ("croix", 4)):
        give_target(world, funder, name, value)
    whole = world.consolidated("network")
    freeze_consolidation(report=whole, by=world.network, key=uuid.uuid4())
    publish_consolidation(report=whole, by=world.network, key=uuid.uuid4())
    version = whole.versions.get(audience=audience)
    content = json.loads(version.content)
    words = "2\u00a0organismes sur 4 ont une cible"

    figure = of_meetings(content)
    assert (figure["total"]["number"], figure["target"]["number"]) == ("13", "10")
    assert (figure["rate"], figure["short"], figure["target"]["partial"]) == ("", False, words)
    row = of_workbook(content)
    assert (row["Cible"], row["Atteinte"] or "", row["Pourquoi"]) == (10, "", words)
    place = "bailleurs" if audience == "funders" else "reseau"
    page = client_for(world.network).get(reverse("network:consolidated-version", args=[whole.pk, 1, place]))
    assert words in page.text


@pytest.mark.django_db
def test_a_target_of_all_is_reached(world, funder):
    for name, value in (("lacs", 2), ("croix", 2)):
        give_target(world, funder, name, value)
    figure = of_meetings(build(world.consolidated()).content)
    assert (figure["rate"], figure["target"]["partial"]) == ("75\u00a0%", "")
