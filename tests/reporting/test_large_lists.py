"""Lists of agreements and of what they owe cost the same number of queries at 1, 30 and 600 agreements."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Deliverable, Requirement
from services.activities.recording import refresh_statistics
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LISTS = (
    "/ententes/",
    "/ententes/?tri=fin&state=late",
    "/calendrier/",
    "/calendrier/?an=2025",
    "/depots/",
    "/stabilite/",
    "/stabilite/a-renouveler/",
)
MOST = 15


def owe(organism, funder, number) -> None:
    """One agreement more, with a final report due in each of its three years."""
    agreement = factories.make_agreement(organism, funder, f"MIN-{number:04}")
    asked = Requirement.objects.create(
        agreement=agreement, kind="final", period_from_month=4, period_months=12, due_month=6, due_day=30
    )
    Deliverable.objects.bulk_create(
        Deliverable(
            requirement=asked,
            period=DateRange(date(year, 4, 1), date(year + 1, 4, 1)),
            due_on=date(year + 1, 6, 30),
        )
        for year in (2024, 2025, 2026)
    )


def statements(client_for, people, pages) -> dict[tuple[str, str], int]:
    found = {}
    for who in people:
        client = client_for(who)
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                response = client.get(page)
            assert response.status_code == 200, page
            found[who.name, page] = len(captured)
    return found


def test_queries_stay_the_same_at_1_30_and_600_agreements(
    client_for, network, coordinator, funder_agent, organism, funder
):
    people = (network, coordinator, funder_agent)
    own = reverse("agreements:organism-money", args=[organism.pk])
    houses = [organism, *(factories.make_organism(f"Organisme {number}") for number in range(19))]
    counted, made = [], 0
    for size in (1, 30, 600):
        for number in range(made, size):
            owe(houses[number % len(houses)], funder, number)
        made = size
        refresh_statistics(models=())
        counted.append(statements(client_for, people, LISTS) | statements(client_for, [coordinator], [own]))

    assert counted[0] == counted[1] == counted[2]
    assert {seen: number for seen, number in counted[2].items() if number > MOST} == {}
