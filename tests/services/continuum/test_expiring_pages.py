"""What expires in twelve months: fifty lines a page, by month, nothing lost between two pages."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisms.models import Organism, Region
from services.continuum.expiring_pages import SHOWN, expiring_page
from services.continuum.matrix import ExpiringLine
from services.models import Offering, Service
from tests import factories

DAY = date(2026, 4, 1)
PAGE = reverse("services:continuum")


def lines_of(number: int) -> list[ExpiringLine]:
    """One a day, from the first of April on."""
    return [
        ExpiringLine(DAY + timedelta(days=rank), f"Organisme {rank}", rank, "Estrie", "05", "", [])
        for rank in range(number)
    ]


@pytest.mark.parametrize(("number", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (600, 12)])
def test_pages_hold_every_line_once(number, pages):
    found, seen = lines_of(number), []
    for asked in range(1, pages + 1):
        page = expiring_page(found, str(asked))
        lines = [line for _, lines in page.months for line in lines]
        assert len(lines) <= SHOWN
        assert (page.number, page.has_next, page.total) == (asked, asked < pages, number)
        assert all(line.last_day.replace(day=1) == month for month, lines in page.months for line in lines)
        seen += lines
    assert seen == found


@pytest.mark.parametrize("asked", ["", "0", "-1", "13", "abc", "²", "9" * 30, "1.5"])
def test_an_odd_page_is_the_first(asked):
    assert expiring_page(lines_of(600), asked).number == 1


def test_a_month_is_said_once_a_page():
    months = [month for month, _ in expiring_page(lines_of(45), "1").months]

    assert months == [date(2026, 4, 1), date(2026, 5, 1)]


@pytest.fixture
def falling(db):
    """Forty organisms that cease in fifteen regions each, within the year."""

    def make(organisms, regions):
        service = Service.objects.filter(organism=None).first()
        first = Organism.objects.count()
        rows = [factories.make_organism(f"Organisme {first + rank}", region="05") for rank in range(organisms)]
        places = list(Region.objects.order_by("code")[:regions])
        Offering.objects.bulk_create(
            Offering(
                organism=organism, service=service, region=region,
                during=DateRange(date(2025, 4, 1), DAY + timedelta(days=5 + (rank * 7 + place) % 350)),
            )
            for rank, organism in enumerate(rows) for place, region in enumerate(places)
        )  # fmt: skip

    return make


def opened(client, **query):
    with CaptureQueriesContext(connection) as statements:
        response = client.get(PAGE, {"jour": DAY.isoformat(), **query})
    assert response.status_code == 200
    return response, len(statements)


def test_six_hundred_lines_are_shown_fifty_at_a_time_in_as_many_queries(client_for, network, falling):
    client = client_for(network)
    falling(1, 1)
    opened(client)
    _, before = opened(client)
    falling(39, 15)
    falling(1, 14)

    response, after = opened(client)
    words = response.content.decode()

    assert response.context["expiring"].total == 600
    section = words[words.index('id="c-tombe"') :]
    assert section.count('data-label="Organisme"') == 50
    assert "600\xa0lignes, page 1" in section
    assert after == before <= 15
    assert f"?jour={DAY}&amp;tombe=2#c-tombe" in section
    last, _ = opened(client, tombe="12")
    assert "Page suivante" not in last.content.decode()
    assert "tombe=11#c-tombe" in last.content.decode()


def test_page_of_a_region_has_its_own_pages(client_for, network, falling):
    falling(60, 1)
    code = Region.objects.order_by("code").first().code
    url = reverse("services:continuum-region", args=[code])

    page = client_for(network).get(url, {"jour": DAY.isoformat(), "tombe": "2"})

    assert (page.context["expiring"].total, page.context["expiring"].number) == (60, 2)
    assert page.content.decode().count('data-label="Organisme"') == 10


def test_few_lines_have_no_pages(client_for, network, falling):
    falling(2, 1)
    words = opened(client_for(network))[0].content.decode()

    assert "2\xa0lignes" in words
    assert "tombe=" not in words


def current(client, url) -> list[str]:
    links = client.get(url).context["doors"]
    return [link.words for link in links if link.is_current]


def test_the_continuum_is_behind_the_door_of_organisms(client_for, network, coordinator, organism):
    assert current(client_for(network), PAGE) == ["Organismes"]
    assert current(client_for(coordinator), PAGE) == ["Organisme"]
    own = reverse("services:continuum-region", args=[organism.region.code])
    assert current(client_for(coordinator), own) == ["Organisme"]
    assert current(client_for(network), reverse("organisms:organism-list")) == ["Organismes"]
