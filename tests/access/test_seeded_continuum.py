"""Rights of the offer and of the continuum, broken one by one: the table of rights, or the page, must show it."""

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement
from services.continuum.offers import read_dataset
from services.models import Offering
from tests.access.test_matrix import ROWS, faults_of, here  # noqa: F401 (a fixture)
from tests.access.test_seeded_faults import everything, yes

pytestmark = pytest.mark.built_once("here")

AGREEMENTS = type(Agreement.objects.none())
OFFERINGS = type(Offering.objects.none())
SEEDED = {
    "the offer names any agreement": ((AGREEMENTS, "visible_to", everything), "services:offer"),
    "anyone writes an offer": (("services.offerings.views.leads", yes), "services:offering-add"),
    "anyone ends an offer": (("services.offerings.views.leads", yes), "services:offering-end"),
    "anyone names a service": (("services.offerings.views.leads", yes), "services:service-add"),
    "anyone counts participations": (("services.access.can_read_records", yes), "services:measure-list"),
    "anyone reads their records": (("services.access.can_read_records", yes), "services:measure-records"),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_a_broken_right_shows_in_the_table(fault, here, client_for, monkeypatch):  # noqa: F811
    clients = {role: client_for(person) if person else Client() for role, person in here.people.items()}
    broken, route = SEEDED[fault]
    rows = [row for row in ROWS if row[0] == route]
    assert not [found for row in rows for found in faults_of(row, here, clients)]
    monkeypatch.setattr(*broken)
    assert [found for row in rows for found in faults_of(row, here, clients)]


def test_the_book_of_another_funder_names_no_agreement_unless_the_right_breaks(here, monkeypatch):  # noqa: F811
    own = here.places["own_offer"]["pk"]
    stranger = here.people["other_funder"]
    assert own not in read_dataset(stranger).payers
    monkeypatch.setattr(AGREEMENTS, "visible_to", everything)
    assert own in read_dataset(stranger).payers


def test_an_auditor_reads_the_offer_next_door_when_the_right_breaks(here, client_for, monkeypatch):  # noqa: F811
    client = client_for(here.people["auditor"])
    page = reverse("services:continuum-region", args=["08"])
    address = f"/o/{here.places['next_door']['organism_id']}/offre/"

    def providers():
        sheet = client.get(page + "?jour=2026-01-15").context["sheet"]
        return {f"/o/{one.id}/offre/" for part in sheet.parts for line in part.lines for one in line.providers}

    assert address not in providers()
    monkeypatch.setattr(OFFERINGS, "visible_to", everything)
    assert address in providers()
