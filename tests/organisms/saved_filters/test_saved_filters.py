"""Filters that a person keeps under a name: theirs alone, once per list, without the page that was open."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from organisms.models import SavedFilter
from organisms.saved_filters import actions
from organisms.saved_filters.actions import FilterRefused, keep_filter, kept_filters, lasting

KEEP = reverse("organisms:saved-filter-keep")
LIST = reverse("agreements:agreement-list")
KEY = "agreements:agreement-list"


def keep(client, name="En retard", back=f"{LIST}?state=late&page=3&q="):
    return client.post(KEEP, {"name": name, "back": back})


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("state=late&page=3", "state=late"), ("q=&state=", ""), ("tri=fin&state=late", "state=late&tri=fin"),
        ("apres=2025-01-01.7&volet=4", "volet=4"), ("imprimer=1", ""), ("q=%C3%A9t%C3%A9", "q=%C3%A9t%C3%A9"),
    ],
)  # fmt: skip
def test_what_lasts_of_an_address(query, kept):
    assert lasting(query) == kept
    assert lasting(kept) == kept


def test_a_filter_is_kept_shown_and_removed(client_for, coordinator, agreement):
    client = client_for(coordinator)
    answer = keep(client)
    assert answer.url == f"{LIST}?state=late"
    kept = SavedFilter.objects.get()
    assert (kept.user, kept.list_key, kept.name, kept.query) == (coordinator, KEY, "En retard", "state=late")
    text = client.get(LIST).text
    assert 'href="?state=late"' in text
    assert "Retirer le filtre En retard" in text
    remove = reverse("organisms:saved-filter-remove", args=[kept.pk])
    assert client.post(remove, {"back": f"{LIST}?tri=fin"}).url == f"{LIST}?tri=fin"
    assert "Retirer le filtre" not in client.get(LIST).text
    for odd in ("/a\0b", "//[", "http://[", "//ailleurs.example/"):
        keep(client)
        remove = reverse("organisms:saved-filter-remove", args=[SavedFilter.objects.get().pk])
        assert client.post(remove, {"back": odd}).url == "/"


def test_the_list_offers_to_keep_only_what_is_narrowed(client_for, coordinator, agreement):
    client = client_for(coordinator)
    assert "Garder ces filtres" not in client.get(LIST).text
    assert "Garder ces filtres" in client.get(LIST, {"state": "running"}).text


def test_filters_are_hers_alone(client_for, coordinator, director, agreement):
    keep(client_for(coordinator))
    kept = SavedFilter.objects.get()
    other = client_for(director)
    assert "En retard</a>" not in other.get(LIST).text
    assert other.post(reverse("organisms:saved-filter-remove", args=[kept.pk])).status_code == 404
    assert keep(other).status_code == 302
    assert SavedFilter.objects.count() == 2


def test_the_list_of_activities_keeps_its_own(client_for, coordinator, organism, agreement):
    address = reverse("services:activity-list", args=[organism.pk])
    client = client_for(coordinator)
    assert keep(client, "Volet 4", f"{address}?volet=4").status_code == 302
    keep(client, "Volet 4", f"{LIST}?state=late")
    assert [one.query for one in kept_filters(coordinator, "services:activity-list")] == ["volet=4"]
    assert [one.query for one in kept_filters(coordinator, KEY)] == ["state=late"]


@pytest.mark.parametrize(
    ("name", "back", "sentence"),
    [
        ("", f"{LIST}?state=late", "Donnez un nom"),
        ("x" * 61, f"{LIST}?state=late", "60 caractères"),
        ("a\x00b", f"{LIST}?state=late", "nul"),
        ("Déjà", f"{LIST}?state=late", "déjà un filtre de ce nom"),
        ("Rien", LIST, "Choisissez d’abord"),
        ("Long", f"{LIST}?q={'x' * 1200}", "Choisissez d’abord"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_name(client_for, coordinator, name, back, sentence):
    keep_filter(user=coordinator, list_key=KEY, name="Déjà", query="state=running")
    answer = keep(client_for(coordinator), name, back)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize(
    "back",
    [
        "",
        "//ailleurs.example/ententes/",
        "https://ailleurs.example/ententes/",
        "/depots/?etat=x",
        "/rien/",
        "ententes/",
    ],
)
def test_only_our_lists_are_kept(client_for, coordinator, back):
    assert keep(client_for(coordinator), back=back).status_code == 404
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("back", ["//ailleurs.example/", "https://ailleurs.example/", "javascript:alert(1)", ""])
def test_removing_leads_nowhere_else(client_for, coordinator, back):
    kept = keep_filter(user=coordinator, list_key=KEY, name="Un", query="state=late")
    answer = client_for(coordinator).post(reverse("organisms:saved-filter-remove", args=[kept.pk]), {"back": back})
    assert answer.url == "/"


def test_a_person_keeps_so_many(coordinator, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    keep_filter(user=coordinator, list_key=KEY, name="Un", query="state=late")
    with pytest.raises(FilterRefused, match="Retirez-en un"):
        keep_filter(user=coordinator, list_key=KEY, name="Deux", query="state=late")


@pytest.mark.parametrize(
    "sql", ["UPDATE organisms_savedfilter SET name = 'Un'", "UPDATE organisms_savedfilter SET query = ''"]
)
def test_sql_keeps_names_apart_and_says_something(coordinator, sql):
    for name in ("Un", "Deux"):
        keep_filter(user=coordinator, list_key=KEY, name=name, query="state=late")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
