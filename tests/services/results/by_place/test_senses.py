"""Both senses of a region, across the limits of 28 July 2021, against sums written apart; the network by region."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from organisms.models import Municipality, Region
from roriq_portal.fiscal_year import state_year_of
from services.counting.item_totals import Worked
from services.results.by_place import crossed
from tests import factories
from tests.factories import make_activity
from tests.services.results.test_views_results import text

pytestmark = pytest.mark.django_db
YEAR = {"periode": "etat-2021"}
CODE = "V1.02"
BEFORE, AFTER = date(2021, 7, 27), date(2021, 7, 28)
ESTRIE, MONTEREGIE, ABITIBI = "05", "16", "08"
# The limits of two MRCs are written here from the decree, the others from the table of municipalities
RAW = """
    SELECT o.region_id, CASE
        WHEN m.name IN ('Granby', 'Cowansville') THEN CASE WHEN a.day < '2021-07-28' THEN %s ELSE %s END
        ELSE m.region_id END AS place, r.name, SUM(c.value)
    FROM services_activity a JOIN services_count c ON c.activity_id = a.id
    JOIN organisms_indicator i ON i.id = c.indicator_id AND i.code = %s
    JOIN organisms_organism o ON o.id = a.organism_id
    LEFT JOIN organisms_municipality m ON m.id = a.municipality_id LEFT JOIN organisms_mrc r ON r.id = m.mrc_id
    WHERE a.withdrawn_at IS NULL AND a.day >= '2021-04-01' AND a.day < '2022-04-01' GROUP BY 1, 2, 3
"""


def region(code) -> int:
    return Region.objects.get(code=code).pk


def session(organism, town, number, day=AFTER):
    place = Municipality.objects.get(name=town).pk if town else None
    make_activity(organism, "Séance d’information", immigrants=number, day=day, municipality_id=place)


@pytest.fixture
def world(organism):
    """Organisms of three regions in Granby, before and after it changed of region, and elsewhere."""
    of_estrie = factories.make_organism("Accueil des Trois-Rives", region=ESTRIE)
    of_monteregie = factories.make_organism("Pont des Plaines", region=MONTEREGIE)
    for who, town, number, day in (
        (of_estrie, "Granby", 12, BEFORE), (of_estrie, "Sherbrooke", 30, AFTER), (of_estrie, "Cowansville", 7, AFTER),
        (of_monteregie, "Granby", 20, AFTER), (of_monteregie, "Granby", 16, BEFORE),
        (of_monteregie, "Longueuil", 40, AFTER), (organism, "Granby", 8, date(2021, 8, 1)), (organism, None, 9, AFTER),
        (organism, "Amos", 25, AFTER), (of_estrie, "Granby", 100, date(2022, 4, 1)),
        (of_estrie, "Granby", 100, date(2021, 3, 31)),
    ):  # fmt: skip
        session(who, town, number, day)
    withdrawn = make_activity(of_estrie, "Séance d’information", immigrants=50, day=AFTER)
    withdrawn.municipality = Municipality.objects.get(name="Granby")
    withdrawn.withdrawn_at, withdrawn.withdrawn_reason = withdrawn.changed_at, "double"
    withdrawn.withdrawn_by = factories.make_seated_user("Ana Roy-Silva", of_estrie, "staff")
    withdrawn.save()


def plain(answer) -> str:
    return " ".join(text(answer).split())


def recomputed() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(RAW, [region(MONTEREGIE), region(ESTRIE), CODE])
        return [(home, place, mrc, int(total)) for home, place, mrc, total in cursor.fetchall()]


def rows_of(client, url, **data) -> list[list[str]]:
    answer = client.get(url, YEAR | data | {"sortie": "csv"})
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return [row for row in rows if row and row[0] in (CODE, "Code")]


def by_mrc(client, code, **data) -> dict[str, str]:
    url = reverse("services:region-places", args=[code])
    return {row[3]: row[4].lstrip("'") for row in rows_of(client, url, **data)[1:] if row[4].lstrip("'") != "–"}


def total(client, code, **data) -> str:
    answer = client.get(reverse("services:region-results", args=[code]), YEAR | data | {"sortie": "csv"})
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return next(row[6] for row in rows if len(row) > 6 and row[1] == CODE and not row[5])


def test_each_record_counts_in_the_region_of_its_place_on_its_day(world, network, client_for):
    client, found = client_for(network), recomputed()
    for code in (ESTRIE, MONTEREGIE, ABITIBI):
        pk = region(code)
        assert int(total(client, code)) == sum(row[3] for row in found if row[0] == pk)
        assert int(total(client, code, sens="lieu")) == sum(row[3] for row in found if row[1] == pk)
    assert (total(client, ESTRIE, sens="lieu"), total(client, MONTEREGIE, sens="lieu")) == ("65", "68")


def test_a_region_by_mrc_in_both_senses_adds_up_to_its_total(world, network, client_for):
    client, found = client_for(network), recomputed()
    for code in (ESTRIE, MONTEREGIE):
        pk = region(code)
        there = [row for row in found if row[1] == pk]
        of_mrc = {mrc: sum(row[3] for row in there if row[2] == mrc) for mrc in {row[2] for row in there}}
        said = by_mrc(client, code, sens="lieu")
        assert {name: int(number) for name, number in said.items()} == of_mrc | {
            "Total": sum(of_mrc.values()), "Sans lieu, dans tout le réseau": 9,
        }  # fmt: skip
        own = {row[2]: row[3] for row in there if row[0] == pk}
        beyond = sum(row[3] for row in found if row[0] == pk and row[1] not in (pk, None))
        said = by_mrc(client, code)
        assert {name: int(number) for name, number in said.items()} == own | {
            "Ailleurs que dans la région": beyond, "Total": sum(own.values()) + beyond,
        }  # fmt: skip


def test_a_page_says_which_sense_it_takes_and_offers_the_other(world, network, client_for):
    client = client_for(network)
    url, places = (reverse(f"services:region-{name}", args=[ESTRIE]) for name in ("results", "places"))
    home, there = (client.get(url, YEAR | data) for data in ({}, {"sens": "lieu"}))
    words = plain(home)
    assert "Ce qu’ont fait les organismes établis dans la région" in words
    assert "l’un de ses deux organismes" in words
    words = plain(there)
    assert "<title>Travail fait dans la région – Estrie" in words
    assert "« Organismes de la région » compterait plutôt" in words
    assert "sans lieu, dans tout le réseau : 9" in words
    assert "c’est sa région d’arrivée" in words
    assert f'href="{places}?periode=etat-2021&amp;sens=lieu"' in there.text
    assert '<option value="lieu" selected>' in there.text
    assert "?periode=etat-2021&amp;sens=lieu&amp;sortie=csv" in there.text
    by_place = client.get(places, YEAR | {"sens": "lieu", "indicateur": CODE})
    assert f'href="{url}?periode=etat-2021&amp;sens=lieu"' in by_place.text
    assert "à compter du 28 juillet 2021" in by_place.text
    assert (
        "jusqu’au 27 juillet 2021"
        in client.get(reverse("services:region-places", args=[MONTEREGIE]), YEAR | {"indicateur": CODE}).text
    )
    file = client.get(url, YEAR | {"sens": "lieu", "sortie": "xlsx"})
    assert "resultats-r05-lieu-2021-04-01-2022-03-31.xlsx" in file["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert "travail fait dans la région" in " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_the_network_reads_the_regions_side_by_side(world, network, client_for):
    client, found = client_for(network), recomputed()
    url = reverse("services:network-regions")
    rows = {row[3]: [number.lstrip("'") for number in row[4:6]] for row in rows_of(client, url)}
    assert rows["Région"] == [
        f"{words}, Année de l’État 2021-2022" for words in ("Organismes de la région", "Travail fait dans la région")
    ]
    for code in (ESTRIE, MONTEREGIE, ABITIBI):
        pk = region(code)
        sums = [str(sum(row[3] for row in found if row[side] == pk)) for side in (0, 1)]
        assert rows[Region.objects.get(code=code).name] == sums
    assert rows["Sans lieu"] == ["", "9"]
    assert rows["Total"] == ["167", "167"]
    assert len(rows) == 17 + 3
    page = client.get(url, YEAR | {"indicateur": CODE})
    assert f"/regions/{ESTRIE}/resultats/mrc/?periode=etat-2021&amp;sens=lieu&amp;indicateur={CODE}" in page.text
    assert client.get(url, {"periode": "etat-2023"}).context["shown"] is None
    assert reverse("services:network-regions") in client.get(reverse("services:network-results"), YEAR).text


def test_small_work_of_others_is_hidden_on_both_pages_though_no_page_prints_it(network, client_for):
    """Nine by the region's own, eleven in all: the two of others would be the difference."""
    of_estrie = factories.make_organism("Accueil des Trois-Rives", region=ESTRIE)
    of_monteregie = factories.make_organism("Pont des Plaines", region=MONTEREGIE)
    for who, town, number in (
        (of_estrie, "Sherbrooke", 9), (of_estrie, "Granby", 30), (of_estrie, None, 20),
        (of_monteregie, "Longueuil", 40), (of_monteregie, "Sherbrooke", 2), (of_monteregie, None, 20),
    ):  # fmt: skip
        session(who, town, number)
    client = client_for(network)
    assert total(client, ESTRIE) == "59"
    mine, there = by_mrc(client, ESTRIE), by_mrc(client, ESTRIE, sens="lieu")
    assert "x" in (mine["Sherbrooke"], there["Sherbrooke"])
    assert by_mrc(client, MONTEREGIE)["Ailleurs que dans la région"] == "x"


def test_a_record_written_between_two_readings_withholds_what_is_by_place(world, network, client_for, monkeypatch):
    honest = crossed.totals_by_place

    def later(start, end):
        found = honest(start, end)
        found[CODE][Worked(region(ABITIBI), region(ESTRIE), "Coaticook")] = Decimal(1)
        return found

    monkeypatch.setattr(crossed, "totals_by_place", later)
    client = client_for(network)
    assert (total(client, ESTRIE), total(client, ESTRIE, sens="lieu")) == ("49", "x")
    there = by_mrc(client, ESTRIE, sens="lieu")
    assert set(there.values()) == {"x"}
    assert {"Coaticook", "Le Granit", "Total", "Sans lieu, dans tout le réseau"} <= there.keys()
    rows = {row[3]: row[4:6] for row in rows_of(client, reverse("services:network-regions"))[1:]}
    assert {place.lstrip("'") for name, (_, place) in rows.items() if name != "Total"} == {"x"}
    assert [number.lstrip("'") for number in rows["Total"]] == ["167", "167"]


@pytest.mark.parametrize("sens", ["absurde", "lieu\u0660", "LIEU", "1" * 500])
def test_an_unknown_sense_is_said_beside_its_field(world, network, client_for, sens):
    for name in ("region-results", "region-places"):
        answer = client_for(network).get(reverse(f"services:{name}", args=[ESTRIE]), YEAR | {"sens": sens})
        assert answer.status_code == 200
        assert "Choisissez dans la liste ce qui est compté." in answer.text
        # The year that could be read stays, and no file says what was not asked
        assert answer.context["period"].key == "etat-2021"
        url = reverse(f"services:{name}", args=[ESTRIE])
        assert "html" in client_for(network).get(url, YEAR | {"sens": sens, "sortie": "csv"})["Content-Type"]


@pytest.mark.parametrize("name", ["region-results", "region-places", "network-results", "network-regions"])
def test_typed_days_are_never_replaced_without_a_word(world, network, client_for, name):
    client = client_for(network)
    url = reverse(f"services:{name}", args=[ESTRIE] if name.startswith("region") else [])
    for days, why in (
        ({"du": "2021-06-01", "au": "2021-09-30"}, "du 1er juin 2021 au 30 septembre 2021"),
        ({"du": "2021-06-01", "au": "2021-0٣-30"}, "qui ne se lisent pas"),
        ({"du": "2021-09-30", "au": "2021-06-01"}, "qui ne se lisent pas"),
        ({"du": "2021-09-30"}, "qui ne se lisent pas"),
        ({"du": "0001-01-01", "au": "9999-12-31"}, "qui ne se lisent pas"),
    ):
        answer = client.get(url, days)
        year = 2021 if "juin" in why else state_year_of(answer.context["form"].today)
        assert answer.context["period"].key == f"etat-{year}"
        said = answer.context["form"].replaced
        assert said.startswith(f"Un total d’organismes se lit par exercice\u00a0: celui du 1er avril {year}")
        assert why in said
        assert said in answer.text
        assert "html" in client.get(url, days | {"sortie": "csv"})["Content-Type"]
    exact = client.get(url, {"du": "2021-04-01", "au": "2022-03-31"})
    assert (exact.context["period"].key, exact.context["form"].replaced) == ("etat-2021", "")


def test_every_state_year_that_has_records_is_offered(organism, network, staff, client_for):
    session(organism, "Amos", 10, date(2009, 5, 1))
    for who, name, args in (
        (network, "region-results", [ABITIBI]), (network, "region-places", [ABITIBI]), (network, "network-regions", []),
        (network, "network-results", []), (staff, "organism-results", [organism.pk]),
        (staff, "organism-places", [organism.pk]),
    ):  # fmt: skip
        answer = client_for(who).get(reverse(f"services:{name}", args=args), {"periode": "etat-2009"})
        assert answer.context["period"].start == date(2009, 4, 1)
        assert 'value="etat-2009" selected' in answer.text
        assert 'value="etat-2008"' not in answer.text


@pytest.mark.parametrize("name", ["region-results", "region-places", "network-regions"])
def test_queries_do_not_follow_the_number_of_records(
    world, organism, network, client_for, django_assert_max_num_queries, name
):
    client = client_for(network)
    url = reverse(f"services:{name}", args=[ESTRIE] if name.startswith("region") else [])
    asked = []
    for more in (0, 30):
        for number in range(more):
            session(organism, ("Amos", "Granby", "Sherbrooke")[number % 3], 5 + number)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(url, YEAR | {"sens": "lieu"}).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
