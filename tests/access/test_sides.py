"""An organism sees of a household only its side, whichever page or file it opens."""

import re

import pytest

from services.models import Household
from tests import factories
from tests.access import homes


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def sender(city):
    return factories.make_seated_user("Mina Roy-Diop", city, "coordinator")


@pytest.fixture
def home(city, organism, sender, coordinator):
    return homes.lived(city, organism, sender, coordinator)


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_sender_reads_nothing_that_only_the_receiver_wrote(client_for, home, city, sender):
    client = client_for(sender)
    pages = {url: read(client, url) for url in homes.pages_of(city, home)}

    found = {(url, word) for url, page in pages.items() for word in homes.RECEIVER_ONLY if word in _facts(page)}
    assert found == set()
    assert any(homes.SENDER_ONLY[1] in page for page in pages.values())


def test_receiver_reads_nothing_that_only_the_sender_wrote(client_for, home, organism, coordinator):
    client = client_for(coordinator)
    pages = {url: read(client, url) for url in homes.pages_of(organism, home)}

    assert {(url, word) for url, page in pages.items() for word in homes.SENDER_ONLY if word in page} == set()


def test_the_canaries_are_there_to_be_read_by_their_own_side(client_for, home, organism, coordinator):
    client = client_for(coordinator)
    whole = " ".join(read(client, url) for url in homes.pages_of(organism, home))

    assert [word for word in homes.RECEIVER_ONLY if word not in whole] == []


def test_sender_narrows_its_list_by_departures_and_finds_none(client_for, home, city, organism, sender, coordinator):
    departed = "?etat=left"

    def keys(who, place):
        url = next(one for one in homes.pages_of(place, home) if one.endswith(departed))
        return home.key in read(client_for(who), url)

    assert (keys(sender, city), keys(coordinator, organism)) == (False, True)
    assert Household.objects.get().key == home.key


def _facts(page: str) -> str:
    """The page without the choices of its filter and what it says it was narrowed by: words asked, not told."""
    start, found, end = page.partition("<select")
    told = page if not found else start + end.rpartition("</select>")[2]
    return re.sub(r'<p class="filters-on.*?</p>', "", told, flags=re.DOTALL)
