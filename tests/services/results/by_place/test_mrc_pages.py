"""Results by MRC of the place of activity: rows that add up to the page of results, masked for a region."""

import csv
import html
import io
from datetime import date

import pytest
from django.urls import reverse

from organisms.models import Municipality
from tests.factories import make_activity

pytestmark = pytest.mark.django_db
DAY, YEAR = date(2025, 6, 3), {"periode": "etat-2025"}


def town(name) -> int:
    return Municipality.objects.get(name=name).pk


def welcome(organism, place, number):
    for _ in range(number):
        make_activity(organism, day=DAY, municipality_id=town(place) if place else None)


def rows_of(client, url) -> list[list[str]]:
    answer = client.get(url, YEAR | {"sortie": "csv"})
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return [row for row in rows if len(row) == 5]


def said(client, url, code="V4.01") -> dict[str, str]:
    return {row[3]: row[4].replace("\xa0", " ").lstrip("'") for row in rows_of(client, url)[1:] if row[0] == code}


def test_an_organism_reads_each_mrc_where_it_worked_and_the_total_ties(client_for, staff, organism, neighbour_organism):
    for place, number in (("Amos", 2), ("Val-d’Or", 1), ("Sherbrooke", 3), (None, 4)):
        welcome(organism, place, number)
    make_activity(organism, "Suivi", day=DAY)
    welcome(neighbour_organism, "Amos", 7)
    client = client_for(staff)
    url = reverse("services:organism-places", args=[organism.pk])
    figures = said(client, url)
    amos, val, sherbrooke = (
        Municipality.objects.get(name=name).mrc.name for name in ("Amos", "Val-d’Or", "Sherbrooke")
    )
    assert figures == {amos: "2", val: "1", sherbrooke: "3", "Sans lieu": "4", "Total": "10"}
    results = reverse("services:organism-results", args=[organism.pk])
    answer = client.get(results, YEAR | {"sortie": "csv"}).content.decode("utf-8-sig")
    whole = {row[1]: row[6] for row in csv.reader(io.StringIO(answer), delimiter=";") if not row[5]}
    assert (figures["Total"], said(client, url, "V4.02")["Total"]) == (whole["V4.01"], whole["V4.02"])
    page = client.get(url, YEAR | {"indicateur": "V4.02"})
    assert page.context["shown"].indicator.code == "V4.02"
    assert f"{url}?periode=etat-2025" in html.unescape(client.get(results, YEAR).text)
    assert client.get(url, {"periode": "etat-2023"}).context["shown"] is None
    assert client.get(url, {"periode": "absurde", "indicateur": "absurde", "du": "x"}).status_code == 200


def test_a_figure_of_an_organism_leads_to_its_records(client_for, staff, organism):
    for place, number in (("Amos", 2), ("Sherbrooke", 3), (None, 4)):
        welcome(organism, place, number)
    make_activity(organism, "Suivi", day=DAY, municipality_id=town("Amos"))
    client = client_for(staff)
    page = client.get(reverse("services:organism-places", args=[organism.pk]), YEAR | {"indicateur": "V4.01"})
    lines = page.context["shown"].lines
    assert [line.text for line in lines] == ["2", "3", "4"]
    for line in lines:
        assert f'<a href="{html.escape(line.records)}">{line.text}</a>' in page.text
        assert client.get(line.records).context["list"].total == int(line.text)


def test_a_region_reads_its_mrcs_masked_and_the_rest_as_one_row(client_for, pivot, organism, far_organism):
    for place, number in (("Amos", 9), ("Val-d’Or", 6), ("Sherbrooke", 2), (None, 5)):
        welcome(organism, place, number)
    welcome(far_organism, "Amos", 50)
    make_activity(organism, "Suivi", day=DAY, municipality_id=town("Amos"))
    client, url = client_for(pivot), reverse("services:region-places", args=["08"])
    figures = said(client, url)
    # The only small one takes the smallest of the others with it
    shown = {place: text for place, text in figures.items() if text != "–"}
    amos, val = (Municipality.objects.get(name=name).mrc.name for name in ("Amos", "Val-d’Or"))
    assert shown == {
        amos: "9", val: "6", "Ailleurs que dans la région": "x", "Sans lieu": "x", "Total": "22",
    }  # fmt: skip
    assert set(said(client, url, "V4.02").values()) == {"x", "–"}
    page = client.get(url, YEAR).text
    assert "établis dans la région" in page
    # 22 less 9 and 6: what the page hides adds up to 7, which it does not deny
    assert "Leur somme" not in page
    assert "donne la somme de celles qui sont masquées, jamais l’une d’elles" in " ".join(page.split())
    assert "/activites/" not in page.split("<main")[1]
    assert 'name="du"' not in page
