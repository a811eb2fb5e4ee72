"""What the demonstration shows of the continuum: the four states, and a hole that appears when an agreement ends."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from organisms.models import Region, User
from reporting.management.demo import activities, reports
from reporting.management.demo.cast import roles
from services.continuum.coverage import State
from services.continuum.matrix import Asked, Matrix, build_matrix
from services.continuum.offers import read_dataset
from services.models import Offering, OfferingPayment, Service

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
TODAY, AFTER = date(2026, 11, 23), date(2027, 4, 1)


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker, tmp_path_factory):
    """The continuum of a demonstration without reports; rolled back after the module."""
    patch = pytest.MonkeyPatch()
    patch.setattr(activities, "PER_MONTH", 1)
    patch.setattr(reports, "PILOTS", {})
    patch.setattr(reports, "LAST_YEAR", dict.fromkeys(roles(), "draft"))
    patch.setattr(reports, "FUNDED", [])
    private = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with private, django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield read_dataset(User.objects.get(email="coordination@reseau.example"))
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture(autouse=True)
def _database(book, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def matrix(book, day=TODAY) -> Matrix:
    return build_matrix(book, Asked(day))


def states(book, day=TODAY) -> dict[str, list[State]]:
    return {row.code: [square.answer.state for square in row.squares] for row in matrix(book, day).rows}


def test_the_matrix_has_all_four_states(book):
    assert {state for row in states(book).values() for state in row} == set(State)


def test_a_hole_appears_in_the_laurentides_when_its_one_agreement_ends(book):
    assert states(book)["15"][1:] == [State.UNCOVERED] * 4
    assert states(book, AFTER)["15"] == [State.MISSING] * 5
    lines = [line for line in matrix(book).expiring if line.code == "15"]
    assert [(line.last_day, line.left[0][0].words) for line in lines] == [(date(2027, 3, 31), "Manque")]


def test_two_mrc_of_the_gaspesie_are_served_from_next_door(book):
    gaspesie = Region.objects.get(code="11")
    assert Offering.objects.filter(region=gaspesie, mrc__isnull=False).count() == 2
    assert states(book)["11"] == [State.MISSING] * 3 + [State.PARTIAL, State.MISSING]


def test_one_organism_stopped_one_has_a_service_of_its_own_one_is_paid_by_nobody(book):
    assert Offering.objects.filter(during__endswith=date(2025, 12, 20)).exists()
    assert Service.objects.get(organism__isnull=False).measure.key == "SAE"
    unpaid = Offering.objects.exclude(pk__in=OfferingPayment.objects.values("offering"))
    assert {(row.service.words, row.organism.name) for row in unpaid} >= {
        ("Recherche de logement", "La Malle et la Clé")
    }


def test_organisms_offer_what_their_card_says(book):
    for row in Offering.objects.select_related("organism", "service"):
        assert row.service.component in row.organism.components
