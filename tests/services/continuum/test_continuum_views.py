"""The continuum on screen: the matrix, its filters and files, the page of a region, and what each seat may read."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from services.continuum.coverage import State
from services.models import Offering, Service
from services.offerings.actions import NewOfferingInput, OfferingInput, name_service, offer_services
from tests import factories
from tests.services.offerings.builders import LODGING, WELCOME, offer

pytestmark = pytest.mark.django_db
PAGE = reverse("services:continuum")
REGION = reverse("services:continuum-region", args=["08"])
COLUMN = "4. Accueil et intégration"
LAST = date(2027, 3, 31)


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def everything(organism, component=4, **more):
    for service in Service.objects.filter(organism=None, component=component):
        offer(organism, service.words, **more)


def squares(response, code="08"):
    row = next(row for row in response.context["matrix"].rows if row.code == code)
    return {square.column: square.answer.state for square in row.squares}


def test_the_four_states_stand_in_the_matrix(client_for, network, organism, far_organism, funder):
    long = factories.make_agreement(organism, funder, "LONGUE", start=date(2024, 4, 1), end=date(2030, 4, 1))
    short = factories.make_agreement(far_organism, funder, "COURTE")
    everything(organism, agreements=[long])
    everything(far_organism, agreements=[short])
    offer(organism, "Concertation régionale", agreements=[long])
    page = client_for(network).get(PAGE + "?jour=2026-11-23")
    assert squares(page)[COLUMN] is State.OFFERED
    assert squares(page)["5. Développement"] is State.PARTIAL
    assert squares(page)["1. Recrutement"] is State.MISSING
    assert squares(page, "01")[COLUMN] is State.UNCOVERED
    for phrase in ("Offert", "À découvert", "après le 31 mars 2027", "Partiel", "1 sur 4", "Manque"):
        assert phrase in words(page)


def test_a_hole_appears_when_the_agreement_ends(client_for, network, organism, agreement):
    everything(organism, agreements=[agreement])
    client = client_for(network)
    on, after = (client.get(f"{PAGE}?jour={day}") for day in (LAST, LAST + timedelta(days=1)))
    assert (squares(on)[COLUMN], squares(after)[COLUMN]) == (State.UNCOVERED, State.MISSING)
    [line] = client.get(f"{PAGE}?jour=2026-11-23").context["matrix"].expiring
    assert (line.last_day, line.organism, line.payers, line.region) == (
        LAST, organism.name, "MIN-2024-031", "Abitibi-Témiscamingue"
    )  # fmt: skip
    [(mark, services)] = line.left
    assert mark.words == "Manque"
    assert WELCOME in services
    assert LODGING in services


def test_today_is_the_day_when_none_is_asked(client_for, network, organism):
    page = client_for(network).get(PAGE)
    assert page.context["asked"].day == timezone.localdate()
    assert "aujourd’hui" in words(page)


def test_a_component_opens_its_services(client_for, network, organism, agreement):
    offer(organism, agreements=[agreement])
    page = client_for(network).get(PAGE + "?volet=4&jour=2025-06-03")
    names = list(
        Service.objects.filter(organism=None, component=4).order_by("sort_name").values_list("words", flat=True)
    )
    assert page.context["matrix"].columns == names
    assert squares(page)[WELCOME] is State.OFFERED
    assert squares(page)[LODGING] is State.MISSING


def test_rows_are_kept_by_region_and_by_state(client_for, network, organism, agreement):
    offer(organism, agreements=[agreement])
    client = client_for(network)

    def codes(query):
        return [row.code for row in client.get(f"{PAGE}?jour=2025-06-03&{query}").context["matrix"].rows]

    assert codes("region=08") == ["08"]
    assert codes("etat=partiel") == ["08"]
    assert len(codes("etat=manque")) == 17
    assert codes("etat=offert&volet=4") == ["08"]
    assert codes("etat=offert&region=01") == []
    assert "Aucune région dans cet état" in words(client.get(PAGE + "?etat=offert&region=01"))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("jour=hier", "Écrivez la date ainsi"),
        ("jour=9999-12-31", "Écrivez une date entre 1990 et 2100."),
        ("volet=9", "Choisissez dans la liste."),
        ("region=99", "Choisissez dans la liste."),
        ("etat=bof", "Choisissez dans la liste."),
        ("volet=" + "9" * 31, "Choisissez dans la liste."),
    ],
)
def test_what_cannot_be_read_is_told_and_the_page_stands(client_for, network, organism, query, told):
    page = client_for(network).get(f"{PAGE}?{query}")
    assert told in words(page)
    assert len(page.context["matrix"].rows) == 17


def test_the_limits_of_july_2021_move_an_offer_to_its_new_region(client_for, network, organism):
    offer(organism, mrc="470", since=date(2020, 1, 1))
    client = client_for(network)
    before, after = (client.get(f"{PAGE}?jour=2021-07-{day}") for day in ("27", "28"))
    assert (squares(before, "16")[COLUMN], squares(before, "05")[COLUMN]) == (State.PARTIAL, State.MISSING)
    assert (squares(after, "16")[COLUMN], squares(after, "05")[COLUMN]) == (State.MISSING, State.PARTIAL)


def test_csv_says_what_the_screen_says(client_for, network, organism, agreement):
    everything(organism, agreements=[agreement])
    address = reverse("services:continuum-export", args=["csv"])
    response = client_for(network).get(address + "?jour=2026-11-23&region=08")
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [
        "08",
        "Abitibi-Témiscamingue",
        "Manque",
        "Manque",
        "Manque",
        "À découvert après le 31 mars 2027",
        "Manque",
    ]
    assert rows[3][0] == "Dernier jour"
    assert {row[4] for row in rows[4:]} == set(
        Service.objects.filter(organism=None, component=4).values_list("words", flat=True)
    )
    assert {(row[0], row[1], row[2], row[7]) for row in rows[4:]} == {
        ("2027-03-31", organism.name, "MIN-2024-031", "Manque")
    }


def test_xlsx_has_a_sheet_for_what_falls(client_for, network, organism, agreement):
    offer(organism, agreements=[agreement])
    response = client_for(network).get(reverse("services:continuum-export", args=["xlsx"]) + "?jour=2026-11-23")
    dataset = load_workbook(BytesIO(response.content))
    assert dataset.sheetnames == ["Continuum", "Ce qui tombe"]
    assert dataset["Continuum"].max_row == 18
    assert dataset["Ce qui tombe"]["B2"].value == organism.name


def test_who_pays_is_told_to_those_who_see_the_agreement(
    client_for, organism, agreement, staff, neighbour, network, funder_agent, other_funder_agent
):
    offer(organism, agreements=[agreement])
    for page in (PAGE, REGION):
        shown = [
            agreement.reference in words(client_for(person).get(page + "?jour=2026-11-23"))
            for person in (staff, neighbour, network, funder_agent, other_funder_agent)
        ]
        assert shown == [True, False, True, True, False], page
    # The day on which money ends is for everyone: that is what the matrix is for
    assert "31 mars 2027" in words(client_for(other_funder_agent).get(PAGE + "?jour=2026-11-23"))


def test_an_auditor_sees_the_offer_of_her_organism_and_is_told_so(client_for, auditor, organism, neighbour_organism):
    offer(organism)
    offer(neighbour_organism, LODGING)
    page = words(client_for(auditor).get(REGION))
    assert "Vous voyez l’offre de l’organisme que vous vérifiez" in page
    assert f"/o/{organism.pk}/offre/" in page
    provided = [
        one.name
        for part in client_for(auditor).get(REGION).context["sheet"].parts
        for line in part.lines
        for one in line.providers
    ]
    assert provided == [organism.name]


def test_a_person_without_seat_finds_nothing(client_for):
    client = client_for(factories.make_user())
    for address in (PAGE, REGION, reverse("services:continuum-export", args=["csv"])):
        assert client.get(address).status_code == 404


def test_the_page_of_a_region_names_holes_and_the_neighbours_that_could_help(client_for, network, organism, agreement):
    near = factories.make_organism("Relais de l’Outaouais", region="07")
    far = factories.make_organism("Quai du large", region="01")
    for one in (near, far):
        offer(one, LODGING)
    offer(organism, agreements=[agreement])
    page = client_for(network).get(REGION + "?jour=2025-06-03")
    holes = {line.words: [one.name for one in line.helpers] for line in page.context["sheet"].holes}
    assert WELCOME not in holes
    assert holes[LODGING] == ["Relais de l’Outaouais"]
    assert holes["Jumelage"] == []
    assert "aucun voisin ne l’offre" in words(page)


def test_an_mrc_only_is_a_hole_and_says_which(client_for, network, organism):
    offer(organism, mrc="890")
    page = client_for(network).get(REGION)
    assert "La Vallée-de-l’Or seulement" in words(page)
    assert WELCOME in {line.words for line in page.context["sheet"].holes}


def test_an_own_service_shows_in_its_region_and_is_missing_nowhere(client_for, network, coordinator, organism):
    own = name_service(organism=organism, component=3, words="Navette des travailleurs", measure=None, by=coordinator)
    new = NewOfferingInput(own, OfferingInput(date(2024, 4, 1)), region=organism.region)
    offer_services(organism=organism, inputs=[new], by=coordinator)
    client = client_for(network)
    assert "Navette des travailleurs" in words(client.get(REGION))
    assert "Navette des travailleurs" not in words(client.get(reverse("services:continuum-region", args=["01"])))
    page = client.get(PAGE)
    assert (squares(page)["3. Employeurs"], squares(page, "01")["3. Employeurs"]) == (State.PARTIAL, State.MISSING)


def test_agreements_that_cover_the_region_are_those_she_sees(client_for, organism, agreement, network, neighbour):
    agreement.regions.add(organism.region)
    on, over = REGION + "?jour=2025-06-03", REGION + "?jour=2027-06-03"
    assert "Ententes qui couvrent la région" in words(client_for(network).get(on))
    assert "Ententes qui couvrent la région" not in words(client_for(network).get(over))
    assert "Ententes qui couvrent la région" not in words(client_for(neighbour).get(on))


def test_regions_lead_to_the_continuum_and_back(client_for, staff, organism):
    client = client_for(staff)
    assert f'href="{PAGE}"' in words(client.get("/regions/"))
    assert f'href="{REGION}"' in words(client.get("/regions/08/"))
    assert 'href="/regions/08/"' in words(client.get(REGION))
    assert f"/o/{organism.pk}/offre/" in words(client.get(f"/organismes/{organism.pk}/"))


@pytest.mark.parametrize("view", ["", "contours"])
def test_tiles_and_outlines_say_what_the_table_says(client_for, network, organism, agreement, view):
    everything(organism, agreements=[agreement])
    page = words(client_for(network).get(f"{PAGE}?jour=2025-06-03&vue={view}"))
    assert "Abitibi-Témiscamingue : 1 sur 5 offert partout" in page
    assert ("regions-outlines" in page) == bool(view)


@pytest.mark.parametrize("count", [1, 3, 26])
def test_queries_do_not_follow_the_size_of_the_offer(
    client_for, network, organism, agreement, count, django_assert_num_queries
):
    agreement.regions.add(organism.region)
    for one in Service.objects.filter(organism=None)[:count]:
        offer(organism, one.words, agreements=[agreement])
    client = client_for(network)
    for address, queries in ((PAGE, 9), (REGION, 13)):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
    assert Offering.objects.count() == count
