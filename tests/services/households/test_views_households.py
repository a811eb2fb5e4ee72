import uuid
from datetime import date, timedelta
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from services.models import Household, HouseholdReading, JointTarget
from tests import factories
from tests.services.households.builders import come, follow, make_target, receive, refer, settle, step

LONG_AGO = timezone.localdate() - timedelta(days=400)


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def sender(city):
    return factories.make_seated_user("Mina Roy-Diop", city, "coordinator")


@pytest.fixture
def target(city, organism, sender, coordinator):
    return make_target(city, organism, sender, accepted_by=coordinator)


def page(client_for, user, name, *args, **query):
    response = client_for(user).get(reverse(f"services:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_proposal_counter_and_acceptance_by_the_pages(client_for, city, organism, sender, coordinator):
    hers, his = client_for(sender), client_for(coordinator)
    given = {
        "other": organism.pk,
        "households": "12",
        "starts_on": "2026-04-01",
        "last_day": "2027-03-31",
        "words": "Deux usines",
    }
    given["submit_key"] = str(uuid.uuid4())
    for _ in range(2):
        hers.post(reverse("services:joint-target-add", args=[city.pk]), given)
    target = JointTarget.objects.get()
    answer = reverse("services:joint-target-answer", args=[organism.pk, target.pk, "countered"])

    refused = his.post(answer, {"countered-act": "countered", "countered-seen": "1", "countered-households": "10"})
    assert "Dites pourquoi en quelques mots." in refused.content.decode()
    his.post(
        answer,
        {
            "countered-act": "countered",
            "countered-seen": "1",
            "countered-households": "10",
            "countered-words": "Logements",
        },
    )
    hers.post(
        reverse("services:joint-target-answer", args=[city.pk, target.pk, "accepted"]),
        {"accepted-act": "accepted", "accepted-seen": "2"},
    )

    target.refresh_from_db()
    assert (target.state, target.households) == ("accepted", 10)
    words = page(client_for, coordinator, "joint-target-detail", organism.pk, target.pk)
    assert words.index("Acceptation : 10") < words.index("Contre-proposition : 10") < words.index("Proposition : 12")
    assert "Deux usines" in words


def test_one_side_is_not_offered_to_accept_its_own_number(client_for, city, organism, sender, coordinator):
    target = make_target(city, organism, sender, accepted_by=False)

    assert "Accepter ce nombre" not in page(client_for, sender, "joint-target-detail", city.pk, target.pk)
    assert "Accepter ce nombre" in page(client_for, coordinator, "joint-target-detail", organism.pk, target.pk)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("households", "1e30", "nombre entier"),
        ("households", "9" * 30, "ou moins"),
        ("households", "0", "1 ou plus"),
        ("starts_on", "9999-12-31", "entre 1990 et 2100"),
        ("last_day", "2025-01-01", "La fin vient avant le début"),
        ("other", "abc", "choix dans la liste"),
        ("words", "a\x00b", "illisible"),
        ("words", "Appeler au 514 555-0199", "numéro de téléphone"),
    ],
)
def test_bad_input_of_a_proposal_gives_a_sentence_and_loses_nothing(
    client_for, city, organism, sender, field, value, said
):
    given = {
        "other": organism.pk,
        "households": "12",
        "starts_on": "2026-04-01",
        "last_day": "2027-03-31",
        "words": "Deux usines",
    }
    response = client_for(sender).post(reverse("services:joint-target-add", args=[city.pk]), {**given, field: value})

    words = response.content.decode()
    assert said in words
    assert JointTarget.objects.count() == 0
    assert field == "words" or "Deux usines" in words


def test_household_goes_from_one_side_to_the_other_by_the_pages(
    client_for, target, city, organism, sender, coordinator
):
    hers, his = client_for(sender), client_for(coordinator)
    given = {"joint_target": target.pk, "size": "3", "day": "2025-06-02", "submit_key": str(uuid.uuid4())}
    for _ in range(2):
        hers.post(reverse("services:household-add", args=[city.pk]), given)
    home = Household.objects.get()

    def act(client, place, kind, day):
        client.post(reverse("services:household-step", args=[place.pk, home.key, kind]), {f"{kind}-day": day})

    act(his, organism, "acknowledged", "2025-06-03")
    act(his, organism, "settled", "2025-07-01")
    act(hers, city, "confirmed", "2025-07-08")

    assert "Installé" in page(client_for, sender, "household-detail", city.pk, home.key)
    assert list(home.steps.values_list("kind", "side")) == [
        ("referred", "sender"), ("acknowledged", "receiver"), ("settled", "receiver"), ("confirmed", "sender"),
    ]  # fmt: skip


def test_sender_reads_a_month_and_no_service_note_or_follow_up(client_for, target, city, organism, sender, coordinator):
    home = receive(refer(target, sender, note="Du côté de Montréal"), coordinator)
    step(home, organism, "settled", date(2025, 5, 20), coordinator, note="Du côté de la région")
    step(home, city, "confirmed", date(2025, 5, 21), sender)
    follow(home, coordinator, 6, "left", date(2025, 11, 20))

    hers = page(client_for, sender, "household-detail", city.pk, home.key)
    theirs = page(client_for, coordinator, "household-detail", organism.pk, home.key)

    assert "mai 2025" in hers
    for hidden in ("20 mai 2025", "Du côté de la région", "Suivi à 6", "Le continuum", "Reparti"):
        assert hidden not in hers
        assert hidden in theirs
    assert "Du côté de Montréal" in hers
    assert "Du côté de Montréal" not in theirs
    of_target = page(client_for, sender, "joint-target-detail", city.pk, target.pk)
    assert "Suivi à 6 mois : l’organisme qui accueille garde ces nombres" in of_target
    assert "parti" not in of_target
    received = page(client_for, coordinator, "joint-target-detail", organism.pk, target.pk)
    assert "Suivi à 6 mois : 0 resté, 1 parti, 0 inconnu." in received


def test_only_the_receiver_reads_until_when_a_household_is_kept(
    client_for, target, city, organism, sender, coordinator
):
    """That day follows the settlement's: it would tell the sender the day, and whether somebody left."""
    home = settle(refer(target, sender), coordinator)
    assert "Gardé jusqu’au" in page(client_for, coordinator, "household-detail", organism.pk, home.key)
    assert "Gardé jusqu’au" not in page(client_for, sender, "household-detail", city.pk, home.key)


def test_refused_step_says_why_beside_its_field_and_keeps_what_was_typed(
    client_for, target, organism, coordinator, sender
):
    home = receive(refer(target, sender), coordinator)
    url = reverse("services:household-step", args=[organism.pk, home.key, "settled"])

    response = client_for(coordinator).post(url, {"settled-day": "2025-01-01", "settled-note": "Clés remises"})

    words = response.content.decode()
    assert "précède la référence" in words
    assert "Clés remises" in words
    assert home.steps.count() == 2


@pytest.mark.parametrize("day", ["abc", "", "9999-01-01", "2025-13-40", "\x00"])
def test_odd_days_of_a_step_are_refused(client_for, target, organism, coordinator, sender, day):
    home = receive(refer(target, sender), coordinator)
    url = reverse("services:household-step", args=[organism.pk, home.key, "settled"])

    assert client_for(coordinator).post(url, {"settled-day": day}).status_code == 200
    assert home.steps.count() == 2


@pytest.mark.parametrize("kind", ["cancelled", "referred", "erased"])
def test_steps_that_no_page_offers_are_not_found(client_for, target, organism, coordinator, sender, kind):
    home = refer(target, sender)

    assert (
        client_for(coordinator).post(reverse("services:household-step", args=[organism.pk, home.key, kind])).status_code
        == 404
    )


def test_a_step_is_cancelled_with_a_reason(client_for, target, organism, coordinator, sender):
    home = receive(refer(target, sender), coordinator)
    url = reverse("services:household-cancel", args=[organism.pk, home.key, home.steps.get(kind="acknowledged").pk])

    assert "Dites pourquoi" in client_for(coordinator).post(url, {"reason": ""}).content.decode()
    client_for(coordinator).post(url, {"reason": "Mauvais ménage"})

    assert not home.steps.live().filter(kind="acknowledged").exists()
    assert "Mauvais ménage" in page(client_for, coordinator, "household-detail", organism.pk, home.key)


def test_opening_a_page_is_noted_and_read_by_the_direction(client_for, organism, coordinator, director, network):
    home = come(organism, coordinator)
    page(client_for, coordinator, "household-detail", organism.pk, home.key)

    assert HouseholdReading.objects.values_list("by", "household").get() == (coordinator.pk, home.pk)
    for reader in (director, network):
        words = page(client_for, reader, "reading-list", organism.pk)
        assert coordinator.name in words
        assert home.key in words


def test_purged_household_is_not_found(client_for, organism, coordinator):
    home = come(organism, coordinator)
    whole = {"size": None, "keep_until": None, "purged_on": timezone.localdate()}
    Household.objects.filter(pk=home.pk).update(keep_until=date(2020, 1, 1))
    Household.objects.filter(pk=home.pk).update(**whole)

    assert (
        client_for(coordinator).get(reverse("services:household-detail", args=[organism.pk, home.key])).status_code
        == 404
    )


def test_follow_up_due_says_when_no_agreement_pays_it(client_for, organism, funder, coordinator):
    home = come(organism, coordinator, day=LONG_AGO)
    assert "alert" in page(client_for, coordinator, "follow-up-list", organism.pk)

    factories.make_agreement(organism, funder, start=date(2020, 4, 1), end=date(2040, 4, 1))

    words = page(client_for, coordinator, "follow-up-list", organism.pk)
    assert home.key in words
    assert "Oui" in words
    assert "#alert" not in words


def test_home_says_how_many_follow_ups_wait_to_who_manages(client_for, organism, coordinator, staff, network):
    for _ in range(2):
        come(organism, coordinator, day=LONG_AGO)

    def home(user):
        return client_for(user).get("/").content.decode()

    assert "2 suivis dus" in home(coordinator)
    assert "suivis dus" not in home(staff) + home(network)


def test_list_is_filtered_by_state_target_and_follow_up(client_for, target, organism, sender, coordinator):
    referred, alone = refer(target, sender), come(organism, coordinator, day=LONG_AGO)

    def keys(**query):
        words = page(client_for, coordinator, "household-list", organism.pk, **query)
        return {home.key for home in (referred, alone) if f">{home.key}<" in words}

    assert keys() == {referred.key, alone.key}
    assert keys(etat="to_acknowledge") == {referred.key}
    assert keys(cible=target.pk) == {referred.key}
    assert keys(suivi="on") == {alone.key}
    assert keys(etat="rien") == {referred.key, alone.key}


@pytest.mark.parametrize("name", ["joint-target-list", "joint-target-detail", "household-totals"])
def test_query_count_does_not_grow(
    client_for, target, organism, city, coordinator, network, sender, name, django_assert_max_num_queries
):
    args = {"joint-target-detail": [organism.pk, target.pk], "household-totals": []}.get(name, [organism.pk])
    client, url = (
        client_for(network if name == "household-totals" else coordinator),
        reverse(f"services:{name}", args=args),
    )
    seen = set()
    for more in (1, 2, 27):
        for _ in range(more):
            settle(refer(target, sender), coordinator)
            come(organism, coordinator, day=LONG_AGO)
            if name == "joint-target-list":
                make_target(city, organism, coordinator)
        client.get(url)
        with django_assert_max_num_queries(12) as statements:
            client.get(url)
        seen.add(len(statements))
    assert len(seen) == 1
    assert seen.pop() <= 10


def test_totals_count_once_and_go_out_in_sheets(client_for, target, city, organism, sender, coordinator, network):
    settle(refer(target, sender), coordinator)
    days = {"periode": "etat-2025"}

    words = page(client_for, network, "household-totals", **days)
    sheet = client_for(network).get(reverse("services:household-totals-export", args=["csv"]), days).content.decode()

    assert "Réseau, chaque ménage une fois" in words
    for name in (city.name, "Somme des organismes", "Réseau, chaque ménage une fois", city.region.name):
        assert f"{name};x;x;x;x;x;x" in sheet
    assert "x;masqué\xa0: de 1 à 4" in sheet
    assert "Ce que disent les signes" in words
    assert "inconnu</" not in words
    assert " sur 1" not in words
    assert Household.objects.get().key not in sheet + words

    for _ in range(4):
        settle(refer(target, sender), coordinator)
    sheet = client_for(network).get(reverse("services:household-totals-export", args=["csv"]), days).content.decode()
    assert f"{city.name};5;5;15;n.\xa0d.;5;5" in sheet
    assert "Somme des organismes;10;10;30;n.\xa0d.;10;10" in sheet


def test_totals_follow_the_threshold_of_the_network(client_for, target, city, sender, coordinator, network, settings):
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"network": 10}
    for _ in range(5):
        settle(refer(target, sender), coordinator)
    days = {"periode": "etat-2025"}

    words = page(client_for, network, "household-totals", **days)
    sheet = client_for(network).get(reverse("services:household-totals-export", args=["csv"]), days).content.decode()

    assert f"{city.name};x;x;x;x;x;x" in sheet
    assert "x;masqué\xa0: de 1 à 9" in sheet
    assert "de 1 à 9" in words
    assert "1 à 4" not in words + sheet


def test_totals_are_read_by_state_year_and_two_typed_days_are_not_one(client_for, network):
    with mock.patch("django.utils.timezone.localdate", return_value=date(2026, 2, 3)):
        words = page(client_for, network, "household-totals", du="2025-04-02", au="2026-03-30")
    assert "du 1<sup>er</sup> avril 2025" in words or "du 1er avril 2025" in words.replace("\xa0", " ")
    assert 'name="du"' not in words
    assert "Un total d’organismes se lit par exercice" in words
    url = reverse("services:household-totals-export", args=["csv"])
    refused = client_for(network).get(url, {"du": "2025-04-02", "au": "2026-03-30"})
    assert "Un total d’organismes se lit par exercice" in refused.text


def test_service_is_written_by_the_receiver_only(client_for, target, city, organism, sender, coordinator):
    home = settle(refer(target, sender), coordinator)
    given = {"component": "4", "service_day": "2025-06-01"}

    assert (
        client_for(sender).post(reverse("services:household-serve", args=[city.pk, home.key]), given).status_code == 404
    )
    client_for(coordinator).post(reverse("services:household-serve", args=[organism.pk, home.key]), given)

    assert home.services.get().day == date(2025, 6, 1)
