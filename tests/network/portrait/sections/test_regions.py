"""The map of a measure: numbers recomputed from rows, what is hidden drawn nowhere, its choices and its files."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse

from agreements.models import Agreement
from network.portrait.sections.regions.section import regions_section
from organisms.directory.maps.shaded_map import MASKED, NONE
from services.households.network_totals import COLUMNS, read_totals
from services.models import Count
from tests import factories
from tests.network.drawing.saved import parsed, wrong_places
from tests.network.portrait.builders import TODAY, reader_of
from tests.services.households.builders import come

pytestmark = pytest.mark.django_db
ADDRESS = reverse("network:portrait-section", args=["regions"])
HIRES = {"08": 3, "01": 40, "05": 250, "06": 90, "12": 41}


@pytest.fixture(autouse=True)
def _pages_of_that_day(on_day):
    """The year that is shown unless another is asked changes with the day that a page is asked."""
    on_day(TODAY)


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def hire(organism, day: date, number: int) -> None:
    for _ in range(number // 50):
        factories.make_activity(organism, "Embauche", day=day, quantity=50)
    if number % 50:
        factories.make_activity(organism, "Embauche", day=day, quantity=number % 50)


@pytest.fixture
def organisms(db):
    return {code: factories.make_organism(f"Organisme {code}", region=code) for code in HIRES}


@pytest.fixture
def hired(organisms):
    for code, number in HIRES.items():
        hire(organisms[code], date(2025, 6, 3), number)
    return organisms


def section(user, measure="embauches", **asked):
    reader = reader_of(user, choices={"mesure": measure} if measure else {}, **asked)
    return regions_section(reader)


def marks(shown) -> dict[str, str]:
    return {outline.shade.name: outline.shade.mark for outline in shown.drawn.map.outlines}


def numbers(shown) -> dict[str, object]:
    return {row[0]: row[2] for row in shown.tables[0].rows[:-1]}


def test_numbers_are_those_of_the_rows_and_few_are_hidden_with_another(hired, network):
    shown = section(network)
    counted = dict(
        Count.objects.filter(indicator__code="V3.07", activity__day__range=("2025-04-01", "2026-03-31"))
        .values_list("activity__organism__region__name")
        .annotate(Sum("value"))
    )
    printed = numbers(shown)
    hidden = {name for name, value in printed.items() if value == "x"}

    assert {name: value for name, value in printed.items() if isinstance(value, int)} == {
        name: value for name, value in counted.items() if name not in hidden
    }
    assert "Abitibi-Témiscamingue" in hidden
    assert len(hidden) == 2
    assert shown.tables[0].rows[-1][2] == sum(HIRES.values())
    assert Counter(marks(shown).values())[MASKED] == 2
    assert "2\xa0nombres sont masqués" in shown.said


def test_what_is_hidden_is_in_no_drawing_file_or_sentence(hired, network, client_for):
    client = client_for(network)
    shown = section(network)
    hidden = {HIRES[code] for code, organism in hired.items() if numbers(shown)[organism.region.name] == "x"}
    answers = [client.get(ADDRESS, {"mesure": "embauches"})]
    answers += [client.get(ADDRESS, {"mesure": "embauches", "sortie": kind}) for kind in ("csv", "svg")]
    assert wrong_places(parsed(answers[-1])) == []
    for answer in answers:
        said = text(answer).partition('id="p-regions"')[2].partition("</section>")[0] or text(answer)
        said = re.sub(r"<style.*?</style>", "", said, flags=re.S)
        printed = set(re.findall(r"[>;:] *(\d+)(?=[<;\r ])", said))
        assert printed & {str(number) for number in hidden} == set()
        assert printed >= {"250", "90"}


def test_limits_come_from_printed_numbers_alone(hired, network):
    before = section(network).drawn.legend
    hire(hired["08"], date(2025, 7, 1), 1)

    assert section(network).drawn.legend == before
    assert before[0].words == "moins de 50"


def test_regions_without_a_member_or_a_number_are_dashed_and_say_which(hired, network):
    factories.make_organism("Sans fiche", region="17")
    shades = {outline.shade.name: outline.shade for outline in section(network).drawn.map.outlines}

    assert (shades["Côte-Nord"].mark, shades["Côte-Nord"].words) == (NONE, "aucun organisme membre")
    assert (shades["Centre-du-Québec"].mark, shades["Centre-du-Québec"].words) == (NONE, "rien d’inscrit")


def test_households_are_those_of_the_page_of_totals_by_region_of_arrival(organisms, network, coordinator):
    for code, number in (("08", 12), ("01", 7), ("05", 3)):
        for _ in range(number):
            come(organisms[code], coordinator, day=date(2025, 6, 3))
    page = read_totals(date(2025, 4, 1), date(2026, 3, 31))
    rank = list(COLUMNS).index("V1.10")
    settled = [(row.name, number, row) for row in page.arrivals if (number := row.numbers[rank])]
    printed = {name: "x" if row.hides("V1.10", number) else number.value for name, number, row in settled}
    shown = numbers(section(network, "menages"))

    assert {name: value for name, value in shown.items() if value is not None} == printed
    assert list(printed.values()).count("x") == 2


def test_money_is_what_is_signed_by_region_of_the_organism(organisms, network, funder):
    factories.make_agreement(organisms["08"], funder, "E-1")
    factories.make_agreement(organisms["08"], funder, "E-2", start=date(2025, 4, 1), end=date(2026, 4, 1))
    factories.make_agreement(organisms["05"], funder, "E-3")
    factories.make_agreement(organisms["01"], funder, "E-4")
    Agreement.objects.exclude(reference="E-4").update(signed_on=date(2025, 3, 1))
    printed = numbers(section(network, "argent"))

    assert {name: value for name, value in printed.items() if value} == {
        "Abitibi-Témiscamingue": Decimal(200_000),
        "Estrie": Decimal(100_000),
    }


def test_money_of_a_running_year_is_beside_the_same_day_a_year_before(organisms, network, funder):
    factories.make_agreement(organisms["08"], funder, "E-1")
    agreement = factories.make_agreement(organisms["05"], funder, "E-2")
    Agreement.objects.update(signed_on=date(2024, 3, 1))
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=date(2025, 12, 1))
    table = section(network, "argent", year=2026).tables[0]

    assert "28 novembre 2025" in table.head[1]
    assert {row[0]: row[1:] for row in table.rows}["Estrie"] == [None, Decimal(100_000)]


def test_hires_of_a_running_year_are_beside_the_same_months(hired, network):
    for code, number in (("08", 60), ("05", 70)):
        hire(hired[code], date(2026, 5, 3), number)
    table = section(network, year=2026).tables[0]

    assert "mêmes mois" in table.head[1]
    assert {row[0]: row[1:] for row in table.rows}["Estrie"] == [250, 70]


@pytest.mark.parametrize("asked", ["rien", "-1", "٢", "<b>"])
def test_a_measure_that_is_not_offered_is_said_and_the_usual_is_shown(hired, network, client_for, asked):
    answer = client_for(network).get(ADDRESS, {"mesure": asked})

    assert answer.status_code == 200
    assert "Ce choix n’est pas dans la liste : voici embauches" in text(answer)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"region": "08"}, "La carte compare les 17 régions"),
        ({"volet": "2"}, "pas de mesure du volet 2"),
        ({"annee": "2020", "mesure": "embauches"}, "Rien n’est encore inscrit en 2020-2021"),
    ],
)
def test_a_filter_that_leaves_the_map_out_says_so(hired, network, client_for, asked, words):
    answer = client_for(network).get(ADDRESS, asked)

    assert words in text(answer)
    assert "regions-outlines" not in text(answer)
    assert client_for(network).get(ADDRESS, {**asked, "sortie": "xlsx"}).status_code == 200


def test_a_component_offers_its_own_measure_alone(hired, network):
    form = section(network, "", component=3).form

    assert [key for key, _ in form.fields["mesure"].choices] == ["embauches"]


def test_the_first_measure_that_has_a_number_is_the_usual(organisms, network, coordinator):
    come(organisms["08"], coordinator, day=date(2025, 6, 3))
    assert section(network, "").form["mesure"].value() == "menages"
    hire(organisms["05"], date(2025, 6, 3), 90)
    assert section(network, "").form["mesure"].value() == "embauches"


def test_half_is_said_of_few_regions_and_not_of_a_hidden_total(hired, network):
    assert section(network).said.startswith(
        "À elle seule, une région compte la moitié des embauches ou plus\xa0: Estrie"
    )
    alone = section(network, year=2024)
    assert alone.said == ""
