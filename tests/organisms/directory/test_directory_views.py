"""The directory, the cards, the regions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from organisms.models import Membership, NetworkMembership, Organism, PivotMandate
from roriq_portal.files.cells import safe_cell
from tests.factories import make_organism, make_user
from tests.lists import csv_rows

pytestmark = pytest.mark.django_db
LIST = "/organismes/"
SEATED = ["staff", "neighbour", "pivot", "network", "analyst", "funder_agent", "auditor"]


def names(page) -> list[str]:
    return [organism.name for organism in page.context["list"].sources]


@pytest.mark.parametrize("who", SEATED)
def test_directory_is_for_everyone_with_a_seat(request, client_for, organism, who):
    assert organism.name in client_for(request.getfixturevalue(who)).get(LIST).content.decode()


def test_an_auditor_is_led_to_the_offer_of_who_they_audit_alone(client_for, organism, auditor, staff):
    other = make_organism("Relais de la Métropole", region="06")
    pages = {one: client_for(auditor).get(f"{LIST}{one.pk}/").text for one in (organism, other)}
    led = {one: reverse("services:offer", args=[one.pk]) in text for one, text in pages.items()}
    assert led == {organism: True, other: False}
    assert reverse("services:offer", args=[other.pk]) in client_for(staff).get(f"{LIST}{other.pk}/").text


def test_directory_is_empty_without_a_seat(client_for, organism):
    page = client_for(make_user()).get(LIST)
    assert organism.name not in page.content.decode()
    assert "Aucun organisme" in page.content.decode()


@pytest.mark.parametrize("address", [LIST, f"{LIST}?fichier=csv", "/regions/", "/regions/08/"])
def test_directory_wants_a_login_and_only_reads(client, client_for, staff, address):
    assert client.get(address).status_code == 302
    assert client_for(staff).post(address).status_code == 405


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=boreale", ["La Croisée boréale"]),
        ("q=CROISÉE", ["La Croisée boréale"]),
        ("region=01", ["Carrefour du Fleuve"]),
        ("volet=5&region=08", ["La Croisée boréale"]),
        ("pivot=oui", ["Maison des Deux-Lacs"]),
        ("etat=observer", ["Carrefour du Fleuve"]),
        ("etat=former", ["Maison des Deux-Lacs"]),
        ("tri=-nom", ["Maison des Deux-Lacs", "La Croisée boréale", "Carrefour du Fleuve"]),
        ("tri=region", ["La Croisée boréale", "Maison des Deux-Lacs", "Carrefour du Fleuve"]),
        ("q=nulle+part", []),
    ],
)
def test_directory_filters_and_sorts(client_for, network, organism, far_organism, pivot_organism, query, found):
    Organism.objects.filter(pk=pivot_organism.pk).update(components=[1])
    NetworkMembership.objects.filter(organism=far_organism).update(state="observer")
    NetworkMembership.objects.filter(organism=pivot_organism).delete()
    assert names(client_for(network).get(f"{LIST}?{query}")) == found


@pytest.mark.parametrize(
    "query", ["region=99", "region=abc", "volet=abc", "volet=1" + "0" * 30, "page=abc", "page=1" + "0" * 30, "tri=x",
              "pivot=%27", "etat=--", "q=" + "a" * 5000, "q=%25%5F", "q=%C3%28"]
)  # fmt: skip
def test_directory_bears_anything_in_its_address(client_for, network, organism, query):
    for more in ("", "&fichier=csv"):
        assert client_for(network).get(f"{LIST}?{query}{more}").status_code == 200


def test_directory_pages_by_twenty_five(client_for, network):
    for number in range(27):
        make_organism(f"Organisme {number:02d}")
    first = client_for(network).get(LIST + "?q=organisme")
    assert len(names(first)) == 25
    assert "27\xa0organismes" in first.content.decode()
    assert names(client_for(network).get(LIST + first.context["list"].next_url)) == ["Organisme 25", "Organisme 26"]


@pytest.mark.parametrize("address", [LIST, f"{LIST}?fichier=csv", "/regions/", "/regions/08/"])
def test_lists_cost_the_same_for_one_three_and_thirty(client_for, network, count_queries, address):
    costs = []
    client = client_for(network)
    for target in (1, 3, 30):
        while Organism.objects.count() < target:
            make_organism(f"Organisme {Organism.objects.count()}")
        costs.append(count_queries(lambda: client.get(address)))
    assert len(set(costs)) == 1


def test_directory_export_holds_what_the_screen_chose(client_for, network, organism, far_organism):
    Organism.objects.filter(pk=organism.pk).update(phone="=cmd|' /C calc'!A0", email="a@example.org")
    rows = csv_rows(client_for(network), LIST, region="08", col=["courriel", "telephone"])
    assert [row[0] for row in rows] == ["Organisme", "La Croisée boréale"]
    assert rows[1][1:] == ["a@example.org", "'=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x07"])
def test_safe_cell_disarms(cell):
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Val-d’Or", "a=b", "819 555-0101", -3, None, 1.5])
def test_safe_cell_leaves_the_rest(cell):
    assert safe_cell(cell) == cell


def test_organism_detail_shows_the_card(client_for, funder_agent, pivot_organism):
    Organism.objects.filter(pk=pivot_organism.pk).update(
        delegate="Rachid Lavoie-Amrani", privacy_officer="Odile Roy-Mbaye", components=[2], year_starts=7
    )
    text = " ".join(client_for(funder_agent).get(f"{LIST}{pivot_organism.pk}/").content.decode().split())
    for words in (
        "Rachid Lavoie-Amrani",
        "Odile Roy-Mbaye",
        "juillet",
        "depuis le 1er avril 2012",
        "pivot de sa région",
    ):
        assert words in text
    assert text.count("non offert") == 4
    assert "Modifier la fiche" not in text


def test_organism_detail_is_404_for_none_and_for_no_seat(client_for, network, organism):
    assert client_for(network).get(f"{LIST}999999/").status_code == 404
    assert client_for(network).get(f"{LIST}abc/").status_code == 404
    assert client_for(make_user()).get(f"{LIST}{organism.pk}/").status_code == 404


def card(**changes):
    return {"components": ["1", "4"], "year_starts": "4", "email": "info@example.org", **changes}


@pytest.mark.parametrize("who", ["coordinator", "director", "network"])
def test_organism_edit_saves(request, client_for, organism, who):
    client = client_for(request.getfixturevalue(who))
    seen = client.get(f"{LIST}{organism.pk}/modifier/").context["form"]["seen"].value()
    typed = card(website="croisee.example", neq="1145 678 901", seen=seen)
    answer = client.post(f"{LIST}{organism.pk}/modifier/", typed)
    assert answer.status_code == 302
    organism.refresh_from_db()
    assert (organism.components, organism.email, organism.website, organism.neq) == (
        [1, 4], "info@example.org", "https://croisee.example", "1145678901",
    )  # fmt: skip
    assert organism.name == "La Croisée boréale"


def test_organism_edit_in_two_tabs_loses_nothing(client_for, coordinator, director, organism):
    first, second = client_for(coordinator), client_for(director)
    address = f"{LIST}{organism.pk}/modifier/"
    seen = first.get(address).context["form"]["seen"].value()
    second.post(address, card(phone="555 010-1001", seen=seen))
    page = first.post(address, card(email="autre@example.org", seen=seen))
    assert page.status_code == 200
    words = page.content.decode()
    assert "deux versions" in words
    assert "555 010-1001" in words
    assert 'value="autre@example.org"' in words
    organism.refresh_from_db()
    assert (organism.phone, organism.email) == ("555 010-1001", "info@example.org")

    now = page.context["form"]["seen"].value()
    first.post(address, card(email="autre@example.org", phone="555 010-1001", seen=now))
    organism.refresh_from_db()
    assert (organism.phone, organism.email) == ("555 010-1001", "autre@example.org")


@pytest.mark.parametrize("who", ["staff", "neighbour", "pivot", "analyst", "funder_agent"])
@pytest.mark.parametrize("act", ["modifier", "renommer"])
def test_organism_edit_and_rename_are_refused(request, client_for, organism, who, act):
    before = Organism.objects.values().get(pk=organism.pk)
    answer = client_for(request.getfixturevalue(who)).post(
        f"{LIST}{organism.pk}/{act}/", card(name="Pris", from_day="2025-04-01")
    )
    assert answer.status_code == 403
    assert Organism.objects.values().get(pk=organism.pk) == before


@pytest.mark.parametrize("act", ["modifier", "renommer"])
def test_organism_edit_wants_a_login_and_a_seat(client, client_for, organism, act):
    assert client.get(f"{LIST}{organism.pk}/{act}/").status_code == 302
    assert client_for(make_user()).get(f"{LIST}{organism.pk}/{act}/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"neq": "12"}, "dix chiffres"),
        ({"email": "non"}, 'value="non"'),
        ({"components": ["9"]}, "info@example.org"),
        ({"phone": "1" * 400}, "info@example.org"),
        ({"municipality": "999999999"}, "info@example.org"),
        ({"delegate": "a\x00b"}, "info@example.org"),
    ],
)
def test_organism_edit_refuses_and_keeps_what_was_typed(client_for, coordinator, organism, changes, words):
    page = client_for(coordinator).post(f"{LIST}{organism.pk}/modifier/", card(**changes))
    assert page.status_code == 200
    assert words in page.content.decode()
    organism.refresh_from_db()
    assert organism.email == ""


def test_organism_rename_is_the_networks(client_for, network, coordinator, organism):
    address = f"{LIST}{organism.pk}/renommer/"
    assert client_for(coordinator).get(address).status_code == 403
    client_for(network).post(address, {"name": "Boréal neuf", "from_day": "2025-04-01"})
    organism.refresh_from_db()
    assert organism.name == "Boréal neuf"


@pytest.mark.parametrize("day", ["9999-01-01", "demain", "1066-10-14", "", "2011-01-01"])
def test_organism_rename_refuses_odd_days(client_for, network, organism, day):
    page = client_for(network).post(f"{LIST}{organism.pk}/renommer/", {"name": "Boréal neuf", "from_day": day})
    assert page.status_code == 200
    assert 'value="Boréal neuf"' in page.content.decode()
    assert organism.names.count() == 1


def test_region_list_counts_active_members(client_for, network, organism, far_organism, pivot_organism):
    NetworkMembership.objects.filter(organism=far_organism).update(state="suspended")
    page = client_for(network).get("/regions/")
    tiles = {tile.code: tile for tile in page.context["tiles"]}
    assert len(tiles) == 17
    assert (tiles["08"].organisms, tiles["08"].pivot, tiles["01"].organisms) == (2, "Maison des Deux-Lacs", 0)


def test_region_detail_says_who_is_pivot(client_for, staff, organism, pivot_organism):
    text = client_for(staff).get("/regions/08/").content.decode()
    assert "est le pivot de la région depuis le 1 avril 2020" in text or "1er avril 2020" in text
    assert organism.name in text


@pytest.mark.parametrize("code", ["99", "abc", "0"])
def test_region_detail_is_404_for_none(client_for, network, code):
    assert client_for(network).get(f"/regions/{code}/").status_code == 404


def test_region_detail_is_404_without_a_seat(client_for):
    assert client_for(make_user()).get("/regions/08/").status_code == 404


def test_mandate_give_is_the_networks(client_for, network, organism, pivot_organism):
    today = timezone.localdate().isoformat()
    client = client_for(network)
    assert client.get("/regions/08/mandat/").status_code == 200
    assert client.post("/regions/08/mandat/", {"organism": organism.pk, "from_day": today}).status_code == 302
    assert PivotMandate.objects.get(during__contains=timezone.localdate()).organism == organism


@pytest.mark.parametrize(
    ("who", "status"), [("director", 403), ("pivot", 403), ("analyst", 403), ("funder_agent", 403)]
)
def test_mandate_give_is_refused(request, client_for, organism, who, status):
    answer = client_for(request.getfixturevalue(who)).post(
        "/regions/08/mandat/", {"organism": organism.pk, "from_day": "2026-04-01"}
    )
    assert answer.status_code == status
    assert not PivotMandate.objects.filter(organism=organism).exists()


def test_mandate_give_refuses_an_organism_of_elsewhere(client_for, network, organism, far_organism):
    page = client_for(network).post("/regions/08/mandat/", {"organism": far_organism.pk, "from_day": "2026-04-01"})
    assert page.status_code == 200
    assert not PivotMandate.objects.exists()


def test_mandate_give_wants_a_login(client):
    assert client.get("/regions/08/mandat/").status_code == 302


def test_seat_of_an_organism_does_not_edit_another(client_for, coordinator, neighbour_organism):
    assert Membership.objects.filter(user=coordinator).count() == 1
    answer = client_for(coordinator).post(reverse("organisms:organism-edit", args=[neighbour_organism.pk]), card())
    assert answer.status_code == 403
