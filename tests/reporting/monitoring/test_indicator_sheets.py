from datetime import date

import pytest
from django.urls import reverse

from organisms.models import Indicator
from services.counting.definitions import change_definition

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def sheet_of(code: str) -> str:
    return reverse("reporting:indicator-detail", args=[code])


def test_a_sheet_says_what_feeds_it_and_which_forms_ask_it(staff, client_for):
    page = text(client_for(staff).get(sheet_of("V1.02")))

    assert "Séance d’information" in page
    assert "personnes immigrantes" in page
    assert "Rapport annuel unifié" in page
    assert "Sexe ou genre" in page


def test_the_sheet_of_distinct_people_says_they_are_never_added(staff, client_for):
    assert "jamais additionnées" in text(client_for(staff).get(sheet_of("V4.03")))


def test_the_list_holds_every_indicator_and_marks_a_changed_one(staff, network, client_for):
    code = Indicator.objects.get(code="V4.01")
    change_definition(
        indicator=code, words="Premiers entretiens", definition="x", valid_from=date(2020, 1, 1), by=network
    )

    page = text(client_for(staff).get(reverse("reporting:indicator-list")))

    assert all(f">{found} – " in page for found in Indicator.objects.values_list("code", flat=True))
    assert page.count("définition changée") == 1
    assert "Premiers entretiens" in page


def test_the_network_changes_a_definition_and_both_stay(network, client_for):
    client, url = client_for(network), reverse("reporting:indicator-change", args=["V4.01"])
    before = Indicator.objects.get(code="V4.01").definitions.get().words

    client.post(url, {"words": "Premiers entretiens", "definition": "En personne.", "valid_from": "2025-10-01"})

    page = text(client.get(sheet_of("V4.01")))
    assert "Premiers entretiens" in page
    assert before in page
    assert f"Depuis le 1er octobre 2025, écrite par {network.name}" in page


def test_words_of_a_day_to_come_wait_for_it(network, staff, client_for):
    before = Indicator.objects.get(code="V4.01").definitions.get().words
    code = Indicator.objects.get(code="V4.01")
    change_definition(indicator=code, words="Plus tard", definition="x", valid_from=date(2099, 1, 1), by=network)

    page = text(client_for(staff).get(sheet_of("V4.01")))

    assert f"<h1>{before[0].upper()}{before[1:]}</h1>" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"valid_from": "1989-01-01"}, "1990 à 2100"),
        ({"valid_from": "9999-01-01"}, "1990 à 2100"),
        ({"valid_from": "demain"}, "2026-05-19"),
        ({"valid_from": "2012-04-01"}, "choisissez un jour plus tard"),
        ({"words": ""}, "Écrivez le nom"),
    ],
)
def test_a_refused_change_says_why_and_keeps_what_was_typed(network, client_for, data, words):
    url = reverse("reporting:indicator-change", args=["V4.01"])
    sent = {"words": "Premiers entretiens", "definition": "GARDÉ", "valid_from": "2025-10-01"} | data

    answer = client_for(network).post(url, sent)

    assert answer.status_code == 422
    assert words in text(answer)
    assert "GARDÉ" in text(answer)
    assert Indicator.objects.get(code="V4.01").definitions.count() == 1


@pytest.mark.parametrize("code", ["V4.01", "V2.05", "F.01", "V4.03"])
def test_a_sheet_takes_the_same_queries_whatever_the_code(staff, client_for, django_assert_max_num_queries, code):
    client = client_for(staff)
    client.get(sheet_of(code))

    with django_assert_max_num_queries(10):
        client.get(sheet_of(code))
