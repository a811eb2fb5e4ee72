"""Entering the directory, changing standing, leaving: the network's coordination, with days and reasons."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from organisms.directory.governance import LEAVES, DateRefused, change_standing, create_organism
from organisms.models import NetworkMembership, Organism, PivotMandate, Region
from tests.factories import ALWAYS, make_user

pytestmark = pytest.mark.django_db
ADD = "/organismes/ajouter/"
REFUSED = [("staff", 403), ("coordinator", 403), ("director", 403), ("pivot", 403), ("analyst", 403),
           ("funder_agent", 403), ("auditor", 403)]  # fmt: skip


def entry(**changes):
    region = Region.objects.get(code="08")
    return {
        "name": "Escale du Nord", "region": region.pk, "components": ["1", "4"], "state": "active",
        "from_day": "2026-04-01", "reason": "Résolution 2026-12", **changes,
    }  # fmt: skip


def standing(**changes):
    return {"state": "suspended", "from_day": "2026-04-01", "reason": "Rapports non remis.", **changes}


def url(organism):
    return reverse("organisms:organism-standing", args=[organism.pk])


def test_organism_add_writes_its_name_and_its_standing(client_for, network):
    client = client_for(network)
    assert client.get(ADD).status_code == 200
    answer = client.post(ADD, entry(name="  Escale  du Nord "))
    organism = Organism.objects.get(name="Escale du Nord")
    assert answer.url == reverse("organisms:organism-detail", args=[organism.pk])
    assert (organism.sort_name, organism.region.code, organism.components) == ("escale du nord", "08", [1, 4])
    during = DateRange(date(2026, 4, 1), None)
    assert organism.names.get().during == during
    membership = organism.network_memberships.get()
    assert (membership.state, membership.during, membership.created_by) == ("active", during, network)
    card = client.get(answer.url).content.decode()
    assert "Résolution 2026-12" in card
    assert "Escale du Nord" in client.get("/organismes/").content.decode()


def test_organism_add_is_offered_to_the_networks_coordination_only(client_for, network, analyst):
    assert ADD in client_for(network).get("/organismes/").content.decode()
    assert ADD not in client_for(analyst).get("/organismes/").content.decode()


@pytest.mark.parametrize(("who", "status"), REFUSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_organism_add_is_refused(request, client_for, who, status, method):
    client, before = client_for(request.getfixturevalue(who)), Organism.objects.count()
    assert getattr(client, method)(ADD, entry()).status_code == status
    assert Organism.objects.count() == before


def test_organism_add_does_not_exist_without_a_seat(client, client_for):
    assert client.get(ADD).status_code == 302
    assert client_for(make_user()).get(ADD).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Inscrivez son nom."),
        ({"name": "la croisée  BORÉALE"}, "Un organisme porte déjà ce nom : La Croisée boréale."),
        ({"name": "Escale\x00"}, "nul"),
        ({"name": "x" * 161}, "160"),
        ({"region": ""}, "Choisissez sa région."),
        ({"region": "abc"}, "has-error"),
        ({"region": "9" * 31}, "has-error"),
        ({"region": "\x00"}, "has-error"),
        ({"state": "left"}, "has-error"),
        ({"components": ["9"]}, "has-error"),
        ({"from_day": ""}, "Inscrivez un jour."),
        ({"from_day": "9999-01-01"}, "entre 1990 et 2099"),
        ({"from_day": "1066-10-14"}, "entre 1990 et 2099"),
        ({"from_day": "\x00"}, "Écrivez la date ainsi"),
        ({"from_day": (timezone.localdate() + timedelta(days=2)).isoformat()}, "Ce jour est à venir."),
        ({"reason": "x" * 301}, "300"),
    ],
)
def test_organism_add_refuses_beside_the_field(client_for, network, organism, changes, words):
    page = client_for(network).post(ADD, entry(**changes))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == list(changes)
    assert words in page.content.decode()
    assert 'value="Résolution 2026-12"' in page.content.decode() or "reason" in changes
    assert Organism.objects.count() == 1


def test_standing_change_closes_the_one_before(client_for, network, organism):
    client = client_for(network)
    assert client.get(url(organism)).status_code == 200
    assert client.post(url(organism), standing()).status_code == 302
    new, old = organism.network_memberships.order_by("-during")
    assert (old.state, old.during) == ("active", DateRange(ALWAYS.lower, date(2026, 4, 1)))
    assert (new.state, new.during, new.reason) == (
        "suspended",
        DateRange(date(2026, 4, 1), None),
        "Rapports non remis.",
    )
    assert new.created_by == network
    text = client.get(reverse("organisms:organism-detail", args=[organism.pk])).content.decode()
    assert "Rapports non remis." in text
    assert not Organism.objects.members_on(timezone.localdate()).filter(pk=organism.pk).exists()


def test_leaving_ends_the_membership_with_its_reason(client_for, network, organism):
    client = client_for(network)
    client.post(url(organism), standing(state=LEAVES, reason="Dissolution de l’organisme."))
    last = organism.network_memberships.get()
    assert (last.during.upper, last.end_reason) == (date(2026, 4, 1), "Dissolution de l’organisme.")
    text = client.get(reverse("organisms:organism-detail", args=[organism.pk])).content.decode()
    assert "Sans adhésion" in text
    assert "Dissolution de l’organisme." in text


def test_who_left_may_come_back(network, organism):
    change_standing(organism=organism, state=LEAVES, from_day=date(2025, 4, 1), reason="Départ", by=network)
    change_standing(organism=organism, state="active", from_day=date(2026, 4, 1), reason="Retour", by=network)
    days = [(row.state, row.during.lower, row.during.upper) for row in organism.network_memberships.order_by("during")]
    assert days == [("active", date(2012, 4, 1), date(2025, 4, 1)), ("active", date(2026, 4, 1), None)]
    assert Organism.objects.members_on(date(2025, 6, 1)).filter(pk=organism.pk).count() == 0


def test_standing_ends_the_pivots_mandate_that_day_and_says_so(client_for, network, pivot_organism, pivot):
    page = client_for(network).post(url(pivot_organism), standing(), follow=True)
    assert "Son mandat de pivot se termine" in page.content.decode()
    assert pivot_organism.mandates.get().during == DateRange(date(2020, 4, 1), date(2026, 4, 1))
    assert type(pivot).objects.get(pk=pivot.pk).pivot_region_ids == set()


def test_standing_takes_away_a_mandate_that_had_not_begun(network, organism):
    later = timezone.localdate() + timedelta(days=90)
    mandate = PivotMandate.objects.create(region=organism.region, organism=organism, during=DateRange(later, None))
    change_standing(organism=organism, state="observer", from_day=date(2026, 4, 1), reason="Pause", by=network)
    assert not organism.mandates.exists()
    journal = PivotMandate.pgh_event_model.objects.filter(pgh_obj_id=mandate.pk).order_by("pgh_id")
    assert [event.pgh_label for event in journal] == ["insert", "delete"]


def test_a_return_to_active_leaves_mandates_alone(network, pivot_organism):
    NetworkMembership.objects.filter(organism=pivot_organism).update(state="observer")
    ended = change_standing(
        organism=pivot_organism, state="active", from_day=date(2026, 4, 1), reason="Retour", by=network
    )
    assert ended == []
    assert pivot_organism.mandates.get().during.upper is None


@pytest.mark.parametrize(("who", "status"), REFUSED)
def test_standing_is_refused(request, client_for, organism, who, status):
    answer = client_for(request.getfixturevalue(who)).post(url(organism), standing())
    assert answer.status_code == status
    assert organism.network_memberships.get().state == "active"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "active"}, "C’est déjà son état ce jour-là : Membre."),
        ({"state": "candidate"}, "has-error"),
        ({"state": "\x00"}, "has-error"),
        ({"from_day": "2012-04-01"}, "a commencé le 1er avril 2012. Choisissez un jour plus tard."),
        ({"from_day": "2001-01-01"}, "a commencé le 1er avril 2012. Choisissez un jour plus tard."),
        ({"from_day": "9999-12-31"}, "entre 1990 et 2099"),
        ({"from_day": "10" * 15}, "Écrivez la date ainsi"),
        ({"from_day": "2026-02-30"}, "ce jour n’existe pas"),
        ({"reason": ""}, "Dites pourquoi en une phrase."),
        ({"reason": "a\x00b"}, "nul"),
        ({"reason": "x" * 301}, "300"),
    ],
)
def test_standing_refuses_beside_the_field(client_for, network, organism, changes, words):
    page = client_for(network).post(url(organism), standing(**changes))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == list(changes)
    assert words in page.content.decode()
    assert organism.network_memberships.get().during == ALWAYS


def test_leaving_twice_is_refused(network, organism):
    change_standing(organism=organism, state=LEAVES, from_day=date(2025, 4, 1), reason="Départ", by=network)
    with pytest.raises(DateRefused, match="n’est pas du réseau"):
        change_standing(organism=organism, state=LEAVES, from_day=date(2026, 4, 1), reason="Encore", by=network)


@pytest.mark.parametrize(
    ("address", "typed", "field"),
    [
        ("renommer", {"name": "La Croisée boréale", "from_day": "2026-04-01"}, "name"),
        ("renommer", {"name": "Maison des Deux-Lacs", "from_day": "2026-04-01"}, "name"),
        ("renommer", {"name": "Neuf", "from_day": "2011-01-01"}, "from_day"),
        ("renommer", {"name": "Neuf\x00", "from_day": "2026-04-01"}, "name"),
    ],
)
def test_renaming_refuses_beside_the_field(client_for, network, organism, pivot_organism, address, typed, field):
    page = client_for(network).post(f"/organismes/{organism.pk}/{address}/", typed)
    assert list(page.context["form"].errors) == [field]
    assert organism.names.count() == 1


def test_mandate_refuses_beside_the_field(client_for, network, pivot_organism):
    typed = {"organism": pivot_organism.pk, "from_day": "2026-04-01"}
    page = client_for(network).post("/regions/08/mandat/", typed)
    assert list(page.context["form"].errors) == ["organism"]


def test_create_organism_writes_nothing_when_it_refuses(network, organism):
    with pytest.raises(DateRefused):
        create_organism(
            name=organism.name, region=organism.region, components=[1], state="active", from_day=date(2026, 4, 1),
            reason="", by=network,
        )  # fmt: skip
    assert (Organism.objects.count(), NetworkMembership.objects.count()) == (1, 1)


@pytest.mark.parametrize("page", ["/moi/", "/reseau/equipe/", "/ententes/"])
def test_funders_accesses_are_one_link_away_for_the_networks_coordination(client_for, network, analyst, page):
    link = f'href="{reverse("agreements:agent-list")}"'
    assert link in client_for(network).get(page).content.decode()
    assert link not in client_for(analyst).get(page).content.decode()
