"""The network writes, freezes and publishes a barometer; everybody reads what was published, and only that."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.barometer.actions import freeze_barometer, publish_barometer, write_sentences
from network.models import BarometerSentence, BarometerThreshold, BarometerVersion
from roriq_portal.fiscal_year import state_year_of
from tests import factories
from tests.refusals import as_owner

pytestmark = pytest.mark.django_db
YEAR = 2025
PHRASES = {f"sentence_{number}": f"Phrase {number}." for number in range(1, 9)}
SENTENCES = reverse("network:barometer-sentences", args=[YEAR])
FREEZE = reverse("network:barometer-freeze", args=[YEAR])
THRESHOLDS = reverse("network:barometer-thresholds")
NEWEST = reverse("network:public-barometer-newest")


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def seen(client) -> str:
    return client.get(SENTENCES).context["form"]["seen"].value()


@pytest.fixture
def pivots(network):
    since = date(2020, 1, 1)
    return [factories.make_organism(f"Pivot {code}", region=code, pivot_since=since) for code in ("11", "12")]


def test_from_the_first_sentence_to_the_page_that_everybody_reads(client_for, network, pivots):
    client, anybody = client_for(network), Client()
    assert "n’a encore publié aucun baromètre" in text(anybody.get(NEWEST))
    client.post(FREEZE)
    assert not BarometerVersion.objects.exists()

    assert client.post(SENTENCES, PHRASES | {"seen": seen(client)}).status_code == 302
    client.post(THRESHOLDS, {"recommendation": 3, "percent": "100", "adopted_on": "2025-06-06"})
    page = text(client.get(reverse("network:barometer"), {"exercice": YEAR}))
    assert [words for words in ("2 sur 17", "Phrase 3.", "Arrêter une version") if words not in page] == []
    client.post(FREEZE)
    version = BarometerVersion.objects.get()
    assert "n’a encore publié aucun baromètre" in text(anybody.get(NEWEST))

    shown = client.get(reverse("network:barometer-version", args=[YEAR, 1]))
    assert "Tout le monde lit cette version" in text(shown)
    client.post(reverse("network:barometer-publish", args=[YEAR, 1]))
    factories.make_organism("Pivot de plus", region="08", pivot_since=date(2020, 1, 1))
    public = text(anybody.get(reverse("network:public-barometer", args=[YEAR])))
    assert [words for words in ("2 sur 17", "Phrase 8.", "seuil 100 %") if words not in public] == []
    assert version.is_unaltered
    assert "3 sur 17" in text(client.get(reverse("network:barometer"), {"exercice": YEAR}))


def test_a_telephone_in_a_sentence_is_warned_of_and_refuses_nothing(network, pivots, client_for):
    client = client_for(network)
    sent = PHRASES | {next(iter(PHRASES)): "Appelez Aline au 418 555-0199.", "seen": seen(client)}
    page = client.post(SENTENCES, sent, follow=True)
    assert "Ce texte semble contenir un numéro de téléphone" in page.text
    assert "418 555-0199" in page.text


def test_freezing_again_needs_something_new(network, pivots, client_for):
    write_sentences(year=YEAR, words={number: f"Phrase {number}." for number in range(1, 9)}, by=network)
    freeze_barometer(year=YEAR, by=network)
    client = client_for(network)

    assert "Rien n’a changé depuis la version 1." in text(client.post(FREEZE, follow=True))
    write_sentences(year=YEAR, words={1: "Autrement dit."}, by=network)
    client.post(FREEZE)
    assert list(BarometerVersion.objects.values_list("number", flat=True)) == [2, 1]


@pytest.mark.parametrize("years", [0, 4])
def test_year_that_has_not_ended_is_not_frozen(client_for, network, years):
    year = state_year_of(timezone.localdate()) + years
    write_sentences(year=year, words=dict.fromkeys(range(1, 9), "Phrase."), by=network)
    answer = client_for(network).post(reverse("network:barometer-freeze", args=[year]), follow=True)

    assert "court encore" in text(answer)
    assert not BarometerVersion.objects.exists()


@pytest.mark.parametrize("year", [0, 4, 2013, 2100, 99999, 10**30])
def test_year_that_no_barometer_has_is_no_page(client_for, network, year):
    client = client_for(network)
    read = [
        reverse("network:barometer-export", args=[year, "csv"]),
        reverse("network:barometer-sentences", args=[year]),
    ]

    assert [client.get(address).status_code for address in read] == [404, 404]
    assert client.post(read[1], PHRASES).status_code == 404
    assert client.post(reverse("network:barometer-freeze", args=[year])).status_code == 404
    assert Client().get(reverse("network:public-barometer", args=[year])).status_code == 404


def test_two_people_write_the_same_sentence(client_for, network):
    client = client_for(network)
    mark = seen(client)
    write_sentences(year=YEAR, words={1: "De l’autre."}, by=network)

    answer = client.post(SENTENCES, PHRASES | {"seen": mark})
    assert answer.status_code == 422
    assert [words for words in ("De l’autre.", "Phrase 1.") if words not in text(answer)] == []
    assert BarometerSentence.objects.get().words == "De l’autre."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"percent": "0,5"}, "Inscrivez un seuil de 1 à 100."),
        ({"percent": "30,25"}, "Inscrivez une décimale au plus."),
        ({"percent": "trente"}, "Inscrivez un nombre"),
        ({"adopted_on": "2999-01-01"}, "date de"),
        ({"adopted_on": str(timezone.localdate() + timedelta(days=7))}, "n’est pas encore venu"),
        ({"recommendation": "9"}, "Faites un choix dans la liste."),
    ],
)
def test_threshold_that_cannot_be_is_refused_beside_its_field(client_for, network, given, words):
    usual = {"recommendation": 3, "percent": "30", "adopted_on": "2025-06-06"}
    answer = client_for(network).post(THRESHOLDS, usual | given)

    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not BarometerThreshold.objects.exists()


def test_threshold_of_a_later_day_leaves_the_year_before_as_it_was(client_for, network):
    client = client_for(network)
    for percent, day in (("30", "2025-06-06"), ("40", "2026-06-06")):
        client.post(THRESHOLDS, {"recommendation": 1, "percent": percent, "adopted_on": day})

    rows = client.get(reverse("network:barometer"), {"exercice": YEAR}).context["sheet"].rows
    running = client.get(reverse("network:barometer"), {"exercice": 2026}).context["sheet"].rows
    assert client.get(reverse("network:barometer"), {"exercice": YEAR}).context["form"].errors == {}
    assert [row.threshold.replace("\xa0", " ") for row in (rows[0], running[0])] == ["30 %", "40 %"]


def test_network_alone_reads_what_is_not_published(client_for, network, coordinator, funder_agent, analyst):
    write_sentences(year=YEAR, words=dict.fromkeys(range(1, 9), "Phrase."), by=network)
    version = freeze_barometer(year=YEAR, by=network)
    addresses = [reverse("network:barometer"), reverse("network:barometer-version", args=[YEAR, version.number])]

    for who, status in ((coordinator, 404), (funder_agent, 404), (analyst, 200)):
        assert [client_for(who).get(address).status_code for address in addresses] == [status] * 2
    assert client_for(analyst).post(FREEZE).status_code == 403
    assert Client().get(reverse("network:public-barometer", args=[YEAR])).status_code == 404
    publish_barometer(version=version, by=network)
    assert Client().get(reverse("network:public-barometer", args=[YEAR])).status_code == 200


def test_file_holds_the_eight_rows(client_for, network, pivots):
    answer = client_for(network).get(reverse("network:barometer-export", args=[YEAR, "csv"]))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = body.decode("utf-8-sig").splitlines()

    assert len(lines) == 9
    assert "11,76" in lines[3]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE network_barometerversion SET content = '{}'",
        "UPDATE network_barometerversion SET published_at = NULL, published_by_id = NULL",
        "DELETE FROM network_barometerversion",
        "UPDATE network_barometerthreshold SET percent = 1",
        "DELETE FROM network_barometerthreshold",
        "INSERT INTO network_barometersentence (year, recommendation, words, revision, at, by_id)"
        " SELECT 2025, 9, 'x', 1, now(), id FROM organisms_user LIMIT 1",
    ],
)
def test_sql_changes_nothing_that_was_frozen_or_adopted(network, attack):
    write_sentences(year=YEAR, words=dict.fromkeys(range(1, 9), "Phrase."), by=network)
    publish_barometer(version=freeze_barometer(year=YEAR, by=network), by=network)
    BarometerThreshold.objects.create(recommendation=1, percent=30, adopted_on="2025-06-06", by=network)

    with pytest.raises(IntegrityError), transaction.atomic():
        as_owner(attack)
