"""The list that a figure leads to says the same figure, whatever its filters."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisms.names import sort_name
from services.activities.actions import withdraw_activities
from services.models import ActivityType, Partner
from tests.factories import make_activity

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 3)
YEAR = {"du": "2025-04-01", "au": "2026-03-31"}


@pytest.fixture
def said(organism, coordinator, client_for):
    """The line above the list."""

    def read(**filters) -> str:
        answer = client_for(coordinator).get(reverse("services:activity-list", args=[organism.pk]), YEAR | filters)
        page = answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
        return " ".join(page.split('<p class="page-lead">')[1].split("</p>")[0].split())

    return read


def test_counts_are_summed_over_every_page(organism, said):
    for _ in range(30):
        make_activity(organism, "Séance d’information", immigrants=12, day=DAY)
    make_activity(organism, "Séance d’information", immigrants=500, day=date(2024, 6, 3))

    assert said(indicateur="V1.02") == "Ensemble : 360 participations (V1.02)."
    assert said() == "Inscrites une fois, elles servent à tous vos rapports."


def test_one_is_said_in_the_singular_and_follows_the_other_filters(organism, agreement, said):
    make_activity(organism, "Premier accueil", day=DAY, agreements=[agreement])
    make_activity(organism, "Premier accueil", day=DAY)

    assert said(indicateur="V4.01") == "Ensemble : 2 rencontres (V4.01)."
    assert said(indicateur="V4.01", entente=agreement.pk) == "Ensemble : 1 rencontre (V4.01)."


def test_a_withdrawn_record_is_listed_and_not_counted(organism, coordinator, said):
    rows = [make_activity(organism, "Premier accueil", day=DAY) for _ in range(2)]
    withdraw_activities(activities=rows[:1], reason="double", by=coordinator)

    assert said(indicateur="V4.01", etat="toutes") == "Ensemble : 1 rencontre (V4.01)."
    assert "Ensemble" not in said(indicateur="V4.01", etat="retirees")


def test_employers_named_twice_are_distinct_as_in_the_results(organism, coordinator, client_for, said):
    one, two = (
        Partner.objects.create(organism=organism, kind="employer", name=name, sort_name=sort_name(name))
        for name in ("Usinage du Nord", "Serres du Sud")
    )
    for named in ((one,), (one, two)):
        make_activity(organism, "Visite d’entreprise", day=DAY, partner_ids=tuple(row.pk for row in named))
    make_activity(organism, "Premier accueil", day=DAY, partner_ids=(two.pk,))

    assert said(indicateur="V3.01").endswith("Ensemble : 2 employeurs distincts (V3.01).")
    page = client_for(coordinator).get(
        reverse("services:organism-results", args=[organism.pk]), {"periode": "etat-2025"}
    )
    assert 'indicateur=V3.01&amp;du=2025-04-01&amp;au=2026-03-31">2</a>' in page.content.decode()
    assert "Ensemble" not in said(indicateur="V3.04")


@pytest.mark.parametrize("typed", ["V9.99", "x\x00", "1" * 300])
def test_a_code_that_is_none_says_nothing(organism, said, typed):
    make_activity(organism, day=DAY)

    assert "Ensemble" in said(indicateur="V4.01")
    assert "Ensemble" not in said(indicateur=typed)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_figure_costs_two_queries_whatever_the_list_holds(organism, coordinator, client_for, rows):
    for _ in range(rows):
        make_activity(organism, "Séance d’information", immigrants=12, day=DAY)
    url, client = reverse("services:activity-list", args=[organism.pk]), client_for(coordinator)
    client.get(url, YEAR)

    with CaptureQueriesContext(connection) as plain:
        client.get(url, YEAR | {"type": ActivityType.objects.get(name="Séance d’information").pk})
    with CaptureQueriesContext(connection) as summed:
        client.get(url, YEAR | {"indicateur": "V1.02"})

    # The plain one asks for the type itself, above
    assert len(summed) - (len(plain) - 1) == 2
