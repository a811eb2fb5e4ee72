"""What the page of the portrait asks of the database: as much for one organism as for thirty, no more than a report."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Target
from organisms.models import Indicator
from tests import factories
from tests.network.portrait.builders import inform
from tests.reporting.builders.annual_reports import make_campaign
from tests.reporting.builders.reports import make_issued
from tests.services.households.builders import make_target, refer, settle
from tests.test_query_budgets import REPORT_MOST

pytestmark = pytest.mark.django_db
PAGE = reverse("network:portrait")


@pytest.fixture
def city(db):
    return factories.make_organism("Port", region="06")


def grow(first: int, last: int, city, funder) -> None:
    """Organisms numbered so, each with records, households, an agreement with its target, a report that was sent."""
    regions = ("08", "01", "05", "12", "15")
    for number in range(first, last):
        organism = factories.make_organism(f"Organisme {number}", region=regions[number % len(regions)])
        director = factories.make_seated_user(f"Direction {number}", organism, "director")
        for year in range(2021, 2027):
            inform(organism, date(year, 6, 3), 9)
        agreement = factories.make_agreement(organism, funder, f"ENT-{number}")
        Target.objects.create(
            year=agreement.years.get(number=2), indicator=Indicator.objects.get(code="V4.04"), value=Decimal(9)
        )
        settle(refer(make_target(city, organism, director), director), director)
        if number < 3:
            make_issued(agreement, director)


def statements(client, **asked) -> int:
    client.get(PAGE, asked)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(PAGE, asked).status_code == 200
    return len(seen)


@pytest.mark.parametrize("asked", [{"annee": "2025"}, {"annee": "2026"}, {"annee": "2025", "region": "08"}])
def test_as_many_statements_for_one_organism_as_for_thirty(asked, city, funder, network, client_for):
    client, counted = client_for(network), []
    grow(0, 1, city, funder)
    make_campaign(network)
    for first, last in ((1, 1), (1, 3), (3, 30)):
        grow(first, last, city, funder)
        counted.append(statements(client, **asked))

    assert counted[0] == counted[1] == counted[2]
    assert counted[2] <= REPORT_MOST
