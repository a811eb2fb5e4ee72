"""Participations in the measures of Emploi-Québec: each figure is that of its records, and leads to them."""

from datetime import date

import pytest
from django.urls import reverse

from organisms.models import Category
from services.activities.actions import withdraw_activities
from services.counting.activity_totals import Scope, counts
from services.models import MEASURE
from services.offerings.actions import name_service
from services.results.employment_measures.participations import measures_of
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 4, 1), date(2026, 3, 31))
QUERY = "?du=2025-04-01&au=2026-03-31"


def page(organism):
    return reverse("services:measure-list", args=[organism.pk])


def records(organism, key):
    return reverse("services:measure-records", args=[organism.pk, key])


def words(response):
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def recorded(organism, neighbour_organism, staff):
    make = factories.make_activity
    rows = [
        make(organism, "Mesure PRIIME", immigrants=4, by=staff),
        make(organism, "Mesure PRIIME", immigrants=3, day=date(2026, 3, 31), by=staff),
        make(organism, "Mesure MFOR", immigrants=5, by=staff),
    ]
    make(organism, "Mesure PRIIME", immigrants=90, day=date(2026, 4, 1), by=staff)
    make(organism, "Premier accueil", immigrants=70, by=staff)
    make(neighbour_organism, "Mesure PRIIME", immigrants=50)
    gone = make(organism, "Mesure PRIIME", immigrants=60, by=staff)
    withdraw_activities(activities=[gone], reason="Doublon", by=staff)
    return rows


def test_each_measure_has_its_participations_and_the_total_is_that_of_the_indicator(organism, recorded):
    sheet = measures_of(organism, YEAR)
    assert {line.key: line.number for line in sheet.lines if line.number is not None} == {"PRIIME": 7, "MFOR": 5}
    assert sheet.total == counts(Scope(organism.pk, *YEAR), ["V2.05"])["V2.05"].value == 12
    assert sheet.unbroken == 0
    assert len(sheet.lines) == 11


def test_no_record_is_not_zero(client_for, staff, organism):
    sheet = measures_of(organism, YEAR)
    assert sheet.total is None
    assert {line.number for line in sheet.lines} == {None}
    assert 'data-label="Participations">–<' in words(client_for(staff).get(page(organism)))


def test_a_figure_leads_to_records_that_add_up_to_it(client_for, staff, organism, recorded):
    client = client_for(staff)
    assert f'href="{records(organism, "PRIIME")}{QUERY.replace("&", "&amp;")}"' in words(
        client.get(page(organism) + QUERY)
    )
    found = list(client.get(records(organism, "PRIIME") + QUERY).context["page"])
    assert [row.pk for row in found] == [recorded[1].pk, recorded[0].pk]
    assert sum(row.total for row in found) == 7
    assert "Aucune activité ne compte ici" in words(client.get(records(organism, "CIT") + QUERY))


def test_services_stand_beside_their_measure(client_for, coordinator, organism, neighbour_organism):
    measure = Category.objects.get(dimension__key="measure", key="STA")
    for house, name in ((organism, "Démarrage d’entreprise"), (neighbour_organism, "Chez eux")):
        name_service(organism=house, component=2, words=name, measure=measure, by=coordinator)
    lines = {line.key: line.services for line in measures_of(organism, YEAR).lines}
    assert lines["STA"] == ["Démarrage d’entreprise"]
    assert lines["SAE"] == ["Accompagnement en recherche d’emploi"]
    assert lines["CIT"] == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("du=hier", "Écrivez la date ainsi"),
        ("au=9999-01-01", "Écrivez une date entre 1990 et 2100."),
        ("du=2026-01-01&au=2025-01-01", "Ce jour est avant « Du »."),
    ],
)
def test_a_period_that_cannot_be_is_told_and_the_year_stands(client_for, staff, organism, query, told):
    response = client_for(staff).get(f"{page(organism)}?{query}")
    assert told in words(response)
    assert response.context["first"].month == 4


@pytest.mark.parametrize("who", ["neighbour", "pivot", "network", "funder_agent"])
def test_nobody_else_reads_participations(request, client_for, organism, recorded, who):
    client = client_for(request.getfixturevalue(who))
    assert client.get(page(organism)).status_code == 404
    assert client.get(records(organism, "PRIIME")).status_code == 404


def test_an_auditor_reads_them(client_for, auditor, organism, recorded):
    assert "7" in words(client_for(auditor).get(page(organism) + QUERY))
    assert len(client_for(auditor).get(records(organism, "PRIIME") + QUERY).context["page"]) == 2


def test_days_that_cannot_be_read_are_said_above_the_records(client_for, staff, organism):
    url = reverse(
        "services:measure-records", args=[organism.pk, Category.objects.filter(dimension__key=MEASURE)[0].key]
    )
    said = "Les jours demandés ne se lisent pas"
    assert said in client_for(staff).get(url, {"du": "2026-09-01", "au": "2026-05-01"}).text
    assert said not in client_for(staff).get(url, {"du": "2026-05-01", "au": "2026-09-01"}).text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_do_not_follow_the_number_of_records(client_for, staff, organism, count, django_assert_num_queries):
    for _ in range(count):
        factories.make_activity(organism, "Mesure PRIIME", immigrants=1, by=staff)
    client = client_for(staff)
    for address, queries in ((page(organism), 6), (records(organism, "PRIIME"), 6)):
        client.get(address + QUERY)
        with django_assert_num_queries(queries):
            client.get(address + QUERY)
