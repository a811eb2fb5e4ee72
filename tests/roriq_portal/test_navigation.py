"""Doors and places: what each role finds behind them, and how far every page is from home.

That every page lights one door and has its panel « Aide » is read by the walk of `tests/access/test_matrix.py`.
"""

import re
from collections import defaultdict

import pytest
from django.urls import Resolver404, resolve, reverse

from agreements.models import FunderSeat
from organisms.models import Membership
from roriq_portal.navigation.seats import CHOSEN
from tests.access import matrix
from tests.access.reading import is_page, lit
from tests.access.test_matrix import here  # noqa: F401  # the fixture of the world that the table walks
from tests.factories import ALWAYS, make_organism

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("here")]
LINK = re.compile(rb'(?:href|action)="([^"#?]+)')
CLICKS = 3
# Reports in several states, agreements with and without money: what one row does not offer, another does
ROWS_OF_A_ROUTE = 8
# What a letter leads to, and what only follows a form that was sent
BEYOND_CLICKS = {
    "hosting:robots-text": "what robots ask for by themselves",
    "organisms:invitation-accept": "the letter of an invitation",
    "organisms:mail-stop": "the letters that it stops",
    "organisms:second-step": "the page that stands before all others until the second step is set",
    "reporting:calendar-feed-read": "the address that a person gives to their diary",
    "reporting:funder-report-read": "the address that leads on to the last version",
    "services:measure-records": "a measure that records name: this world has none",
    "reporting:verify-code": "the code printed on a paper",
    "network:consolidated-verify": "the code printed on a paper",
    "network:consolidated-freeze": "offered once a report may be counted: this world has none",
    "network:barometer-version": "a version once it is frozen: this world has none",
    "network:public-barometer": "a year once it is published: this world has none",
    "network:statement-version": "offered from the second version on: this world has one",
    **dict.fromkeys(
        [f"services:import-{name}" for name in ("agreements", "examination", "faults", "progress", "reading")]
        + ["agreements:expense-batch", "agreements:expense-faults", "services:activity-bulk-done"]
        + ["reporting:bundle-progress", "reporting:draft-progress", "reporting:grouped-detail"],
        "what follows a form that was sent",
    ),
    "privacy:incident-notice": "what an incident of serious injury asks, after its page: none here",
    "privacy:request-file": "the file of one request of access, after its page",
    "reporting:report-form-change": "offered on a report where a later version of its form serves it: none here",
    **dict.fromkeys(
        [f"reporting:funder-file-{part}" for part in ("blank", "columns", "edit", "facts", "section", "try")],
        "the parts of one file of a funder, after its page",
    ),
    **dict.fromkeys(
        ["agreements:expense-remove", "reporting:form-line-remove", "reporting:campaign-undo"],
        "the confirmation of an act, after the page of its row",
    ),
    **dict.fromkeys(
        [f"reporting:private-{name}" for name in ("link", "link-answer", "link-receipt", "link-take-back")]
        + ["reporting:private-piece", "reporting:private-document"],
        "the letter of a private link",
    ),
}


def opened(client, url):
    """The answer to one page; a file is read to its end, which closes it."""
    response = client.get(url, follow=True)
    if response.streaming:
        response.getvalue()
    return response


@pytest.mark.parametrize(
    "role", ["staff", "coordinator", "director", "pivot", "network", "analyst", "funder", "auditor"]
)
def test_every_place_of_a_role_opens_and_lights_its_door(role, here, client_for):  # noqa: F811
    client = client_for(here.people[role])
    home = client.get("/")
    doors = home.context["doors"]
    faults = []

    assert f"<h1>{doors[0].places[0].words}</h1>" in home.text
    assert 4 <= len(doors) <= 6
    for door in doors:
        assert 1 <= len(door.places) <= 8
        for place in door.places:
            response = client.get(place.url)
            current = [link.words for link in response.context["places"] if link.current == "page"]
            if (response.status_code, lit(response), current) != (200, [door.words], [place.words]):
                faults.append((door.words, place.words, response.status_code, lit(response), current))
    assert faults == []


def walk_from_home(client, missing: set[str]) -> None:
    """Follow links and forms from home, three clicks far; what they lead to is no longer missing.

    Some rows of each route are opened; the walk is over as soon as nothing is missing.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    todo = ["/"]
    missing.discard("home")
    for _ in range(CLICKS):
        following = []
        for url in todo:
            if not missing:
                return
            response = opened(client, url)
            missing.discard(route_of(response.request["PATH_INFO"]) or "")
            paths = LINK.findall(response.content) if is_page(response) else []
            for path in map(bytes.decode, paths):
                route = route_of(path)
                if route and path not in seen[route] and len(seen[route]) < ROWS_OF_A_ROUTE:
                    missing.discard(route)
                    seen[route].add(path)
                    following.append(path)
        todo = following


def route_of(path: str) -> str | None:
    try:
        return resolve(path).view_name if path.startswith("/") else None
    except Resolver404:
        return None


@pytest.mark.usefixtures("within_term")
def test_every_page_is_three_clicks_from_home(here, client_for):  # noqa: F811
    """By one role at least that may open it: links alone lead there, no script and no search."""
    pages = {row[0] for row in matrix.rows() if row[1] == "GET" and "+" in row[3].values()}
    missing = pages - set(BEYOND_CLICKS)
    assert len(missing) > 100
    # The network and the coordination open most of them
    for role in ("network", "coordinator", "funder", "director", "pivot", "auditor"):
        walk_from_home(client_for(here.people[role]), missing)

    assert sorted(missing) == []


def test_seats_are_changed_by_a_list(client_for, coordinator, funder):
    """The address of an organism shows its doors; elsewhere those of the seat that was chosen, else of the first."""
    other = make_organism("Zone d’accueil", region="01")
    Membership.objects.create(user=coordinator, organism=other, role="staff", during=ALWAYS)
    FunderSeat.objects.create(user=coordinator, funder=funder, during=ALWAYS)
    client = client_for(coordinator)
    [first, second, at_funder] = client.get("/").context["seats"]
    choose = reverse("organisms:seat-choose")

    assert [door.words for door in client.get("/").context["doors"]][-1] == "Organisme"
    assert client.post(choose, {"siege": at_funder.key}).headers["Location"] == "/"
    assert [door.words for door in client.get("/").context["doors"]] == ["À faire", "Suivi", "Ententes", "Rapports"]
    assert client.get(f"/o/{other.pk}/activites/").context["seat"].key == second.key
    assert client.get(f"/o/{first.organism.pk}/activites/").context["seat"].key == first.key

    refused = client.post(choose, {"siege": "network"}, follow=True)
    assert "Ce siège n’est plus ouvert" in refused.content.decode()
    assert client.session[CHOSEN] == at_funder.key
