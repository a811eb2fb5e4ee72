"""Names and mandates: the old one is closed the day the new one starts."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.directory.governance import DateRefused, give_mandate, rename_organism
from organisms.models import NetworkMembership, Organism

pytestmark = pytest.mark.django_db


def test_rename_organism_keeps_the_old_name_for_old_papers(organism):
    rename_organism(organism=organism, name="  Érable  et Compagnie ", from_day=date(2025, 4, 1))
    fresh = Organism.objects.get(pk=organism.pk)
    assert (fresh.name, fresh.sort_name) == ("Érable et Compagnie", "erable et compagnie")
    assert fresh.name_on(date(2025, 3, 31)) == "La Croisée boréale"
    assert fresh.name_on(date(2025, 4, 1)) == "Érable et Compagnie"


@pytest.mark.parametrize(
    ("name", "from_day", "words"),
    [
        ("Neuf", date(2012, 4, 1), "commencé le 1er avril 2012"),
        ("La Croisée boréale", date(2025, 4, 1), "déjà son nom"),
        ("Neuf", timezone.localdate() + timedelta(days=2), "à venir"),
    ],
)
def test_rename_organism_refuses(organism, name, from_day, words):
    with pytest.raises(DateRefused, match=words):
        rename_organism(organism=organism, name=name, from_day=from_day)
    assert organism.names.count() == 1


def test_give_mandate_closes_the_previous_one(organism, pivot_organism, network):
    give_mandate(region=organism.region, organism=organism, from_day=date(2026, 4, 1), by=network)
    assert pivot_organism.mandates.get().during == DateRange(date(2020, 4, 1), date(2026, 4, 1))
    mandate = organism.mandates.get()
    assert (mandate.during, mandate.created_by) == (DateRange(date(2026, 4, 1), None), network)


def test_give_mandate_moves_the_pivots_rights(organism, coordinator, pivot_organism, pivot, network):
    give_mandate(region=organism.region, organism=organism, from_day=timezone.localdate(), by=network)
    again = type(pivot).objects.get
    assert again(pk=pivot.pk).pivot_region_ids == set()
    assert again(pk=coordinator.pk).pivot_region_ids == {organism.region_id}


def test_give_mandate_refuses_another_region(organism, far_organism, network):
    with pytest.raises(DateRefused, match="de la région"):
        give_mandate(region=organism.region, organism=far_organism, from_day=date(2026, 4, 1), by=network)


def test_give_mandate_refuses_who_is_no_active_member(organism, network):
    NetworkMembership.objects.filter(organism=organism).update(state="suspended")
    with pytest.raises(DateRefused, match="membre du réseau"):
        give_mandate(region=organism.region, organism=organism, from_day=date(2026, 4, 1), by=network)


def test_give_mandate_refuses_the_pivot_in_place(pivot_organism, network):
    with pytest.raises(DateRefused, match="a déjà ce mandat"):
        give_mandate(region=pivot_organism.region, organism=pivot_organism, from_day=date(2026, 4, 1), by=network)


def test_give_mandate_refuses_to_rewrite_the_past(organism, pivot_organism, network):
    with pytest.raises(DateRefused, match="commencé le 1er avril 2020"):
        give_mandate(region=organism.region, organism=organism, from_day=date(2019, 4, 1), by=network)
    assert pivot_organism.mandates.get().during.upper is None
