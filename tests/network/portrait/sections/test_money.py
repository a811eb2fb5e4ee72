"""Money by year and by region: recomputed from the agreements, what ends, the same day a year before."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from agreements.models import Agreement
from network.portrait.sections.money.section import money_section, read_money
from tests import factories
from tests.network.portrait.builders import TODAY, reader_of

pytestmark = pytest.mark.django_db
YEAR = Decimal(100_000)
ADDRESS = reverse("network:portrait-section", args=["argent"])


@pytest.fixture(autouse=True)
def _pages_of_that_day(on_day):
    """« Le même jour, un an plus tôt »: what was signed by then changes with the day that a page is asked."""
    on_day(TODAY)


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def sign(agreement, day, renews=None):
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=day, renews=renews)
    return agreement


@pytest.fixture
def world(db, funder):
    """Three regions: one goes on, one is renewed and signed, one ends; one agreement is not signed."""
    make = factories.make_agreement
    goes_on, renewed, ends = (factories.make_organism(f"Organisme {code}", region=code) for code in ("08", "01", "05"))
    sign(make(goes_on, funder, "A-1", start=date(2024, 4, 1), end=date(2029, 4, 1)), date(2024, 3, 1))
    first = sign(make(renewed, funder, "B-1"), date(2024, 3, 1))
    sign(make(renewed, funder, "B-2", start=date(2027, 4, 1), end=date(2028, 4, 1)), date(2026, 11, 1), first)
    sign(make(ends, funder, "C-1"), date(2025, 12, 1))
    make(ends, funder, "C-2", start=date(2026, 4, 1), end=date(2027, 4, 1))


def figures(user, **asked):
    reader = reader_of(user, **asked)
    return read_money(reader.filters, reader)


def section(user, **asked):
    reader = reader_of(user, **asked)
    return money_section(reader)


def test_five_years_back_the_running_one_and_the_next(world, network):
    rows = {row.year: row for row in figures(network).years}

    assert list(rows) == list(range(2021, 2028))
    assert [row.signed for row in rows.values()] == [0, 0, 0, 3 * YEAR, 3 * YEAR, 3 * YEAR, 2 * YEAR]
    assert [row.before for row in rows.values()] == [None] * 5 + [2 * YEAR, 2 * YEAR]
    assert [row.ends for row in rows.values()] == [None] * 5 + [0, YEAR]


def test_long_terms_are_those_of_the_barometer(world, network):
    shares = {row.year: row.long_share for row in figures(network).years}

    assert shares[2025] == 100
    assert shares[2026] == 75  # an agreement of a year, not signed, is counted by the barometer
    assert shares[2021] is None


def test_regions_are_ordered_by_what_ends(world, network):
    rows = figures(network).regions

    assert [row.name for row in rows] == ["Estrie", "Bas-Saint-Laurent", "Abitibi-Témiscamingue"]
    assert [(row.past, row.running, row.coming, row.ends) for row in rows] == [
        (YEAR, YEAR, 0, YEAR), (YEAR, YEAR, YEAR, 0), (YEAR, YEAR, YEAR, 0),
    ]  # fmt: skip


def test_the_sentence_says_what_ends_and_where_nothing_is_signed(world, network):
    said = section(network).said.replace("\xa0", " ")

    assert "D’ici le 31 mars 2027, 2 ententes finissent sans suite signée." in said
    assert "Plus rien n’est signé pour 2027-2028 : Estrie." in said
    assert "Pour 2026-2027, 300 k$ sont signés ; un an plus tôt, le même jour, 200 k$ l’étaient." in said


def test_the_link_counts_what_its_page_lists(world, network, client_for):
    client = client_for(network)
    page = text(client.get(ADDRESS))
    assert "D’ici douze mois, 2 ententes à renouveler" in page
    assert "2 ententes" in text(client.get(reverse("reporting:renewal-list")))


def test_a_region_keeps_its_own_money_and_its_own_renewals(world, network, client_for):
    answer = client_for(network).get(ADDRESS, {"region": "08"})

    assert "Aucune entente ne finit d’ici le 31 mars 2027" in text(answer)
    assert "Estrie" not in text(answer).split("<table")[-1]
    assert "à renouveler" not in text(answer).split("<main")[-1].split("</main")[0]


def test_files_hold_the_dollars(world, network, client_for):
    lines = text(client_for(network).get(ADDRESS, {"sortie": "csv"})).splitlines()

    assert [line for line in lines if line.startswith("2026-2027;")] == ["2026-2027;300000,00;200000,00;0,00;75 %"]
    assert [line for line in lines if line.startswith("Estrie;")] == ["Estrie;100000,00;100000,00;0,00;100000,00"]
    assert lines[-1] == "Ensemble;300000,00;300000,00;200000,00;100000,00"


def test_a_component_leaves_money_out_and_says_so(world, network, client_for):
    answer = client_for(network).get(ADDRESS, {"volet": "4"})

    assert "l’argent d’une entente ne se partage pas entre les volets" in text(answer)
    assert "300 k$" not in text(answer)


def test_nothing_signed_says_what_will_come(network, client_for):
    assert "Aucune entente n’est encore signée." in text(client_for(network).get(ADDRESS))


def test_an_older_year_is_the_one_that_regions_are_compared_with(world, network):
    assert section(network, year=2023).drawn.past == "2023-2024"
    assert section(network, year=2026).drawn.past == "2025-2026"
