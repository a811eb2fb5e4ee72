"""The count beside « À faire » is the length of the list it announces, for every seat and every state."""

import re
from datetime import date

import pytest
from django.utils import timezone

from organisms.models import Membership, User
from organisms.seats.actions import invite_member
from reporting.deadlines.todo import due_lists
from reporting.deadlines.yours_count import count_yours
from reporting.models import Report
from tests.factories import ALWAYS, make_agreement, make_funder_user, make_organism
from tests.reporting.builders.annual_reports import make_annual, make_campaign
from tests.reporting.builders.funder_reports import make_open
from tests.reporting.builders.states import put_in_state

pytestmark = pytest.mark.django_db
SEATS = [
    "staff", "coordinator", "director", "neighbour", "pivot", "network", "analyst", "funder_agent",
    "other_funder_agent", "auditor",
]  # fmt: skip
MOMENT = timezone.now()
FILED = {"filed_at": MOMENT, "number": "RA-2026-0001"}
ANNUAL = {
    "draft": {}, "to_certify": {}, "submitted": FILED, "returned": FILED, "endorsed": FILED, "approved": FILED,
}  # fmt: skip
FUNDER = {
    "draft": {},
    "issued": {"issued_at": MOMENT},
    "asked": {"issued_at": MOMENT},
    "accepted": {"issued_at": MOMENT},
}


def again(user) -> User:
    """The person without the seats they had read."""
    return User.objects.get(pk=user.pk)


def assert_same(people):
    today = timezone.localdate()
    counts = {person.name: count_yours(again(person), today) for person in people}
    assert counts == {person.name: len(due_lists(again(person), today).yours) for person in people}
    return counts


@pytest.fixture
def people(request):
    return [request.getfixturevalue(seat) for seat in SEATS]


def put(report, state, changes, by):
    pairs = {name.replace("_at", "_by"): by for name in changes if name.endswith("_at")}
    put_in_state(report, state, **changes, **pairs)


@pytest.mark.parametrize("state", ANNUAL)
def test_count_is_the_list_for_an_annual_report(people, organism, network, director, state):
    put(make_annual(organism, network), state, ANNUAL[state], director)
    counts = assert_same(people)
    turn = {"draft": "coordinator", "to_certify": "director", "submitted": "pivot", "returned": "director",
            "endorsed": "network"}  # fmt: skip
    if state in turn:
        assert counts[people[SEATS.index(turn[state])].name] >= 1


@pytest.mark.parametrize("state", FUNDER)
def test_count_is_the_list_for_a_funders_report(people, agreement, director, funder_agent, other_funder_agent, state):
    put(make_open(agreement, director), state, FUNDER[state], director)
    counts = assert_same(people)
    assert counts[funder_agent.name] == (state == "issued")
    assert counts[other_funder_agent.name] == 0


def test_count_is_the_list_for_two_hats(organism, far_organism, agreement, director, funder, network):
    put(make_open(agreement, director), "issued", FUNDER["issued"], director)
    make_annual(far_organism, network)
    agent = make_funder_user("Deux chapeaux", funder)
    Membership.objects.create(user=agent, organism=far_organism, role="coordinator", during=ALWAYS)
    assert assert_same([agent])[agent.name] >= 2
    Membership.objects.create(user=agent, organism=organism, role="staff", during=ALWAYS)
    assert_same([agent])


def test_count_leaves_out_who_is_excused(organism, network, coordinator):
    report = make_annual(organism, network)
    before = assert_same([coordinator])[coordinator.name]
    put(report, "draft", {"excused_at": MOMENT, "excused_reason": "Fermeture"}, network)
    assert assert_same([coordinator])[coordinator.name] == before - 1


def test_count_takes_one_query_once_the_page_knows_her_seats(
    people, organism, network, agreement, director, django_assert_max_num_queries
):
    """None for a seat that nothing ever waits for."""
    make_annual(organism, network)
    make_open(agreement, director)
    today = timezone.localdate()
    for person in map(again, people):
        assert person.is_network in (True, False)
        assert isinstance(person.live_memberships, list)
        assert isinstance(person.live_funder_seats, list)
        with django_assert_max_num_queries(1):
            count_yours(person, today)


def test_count_takes_one_query_for_many_reports(network, analyst, django_assert_num_queries):
    """The network's coordination decides of them; its analysis is asked for none."""
    for number in range(6):
        make_organism(f"Organisme {number}")
    make_campaign(network)
    for report in Report.objects.all():
        put_in_state(report, "endorsed", filed_at=MOMENT, filed_by=network)
    for person, number, statements in ((again(network), 6, 1), (again(analyst), 0, 0)):
        assert person.is_network
        assert person.live_memberships == []
        with django_assert_num_queries(statements):
            assert count_yours(person, timezone.localdate()) == number


def test_masthead_shows_the_count_beside_the_first_door(client_for, organism, network, coordinator):
    make_annual(organism, network)
    shown = len(due_lists(again(coordinator), timezone.localdate()).yours)
    text = client_for(coordinator).get("/moi/").content.decode()
    assert shown
    assert re.search(rf'À faire *<span class="masthead-count">{shown}<span class="visually-hidden"> *à traiter', text)
    assert text.count("masthead-count") == 1


def test_masthead_counts_the_same_on_every_page(client_for, organism, network, coordinator):
    """A page that has its own things waiting, as the team's invitations, does not put them beside « À faire »."""
    make_annual(organism, network)
    invite_member(organism=organism, role="staff", email="nouvelle@example.org", name="", by=coordinator)
    client, found = client_for(coordinator), set()
    for page in ("/", "/moi/", "/organismes/", "/ententes/", "/rapports/", f"/o/{organism.pk}/equipe/", "/nulle/part/"):
        text = client.get(page).content.decode()
        found.add(re.search(r'<span class="masthead-count">(.*?)<span', text, re.DOTALL).group(1))
    assert found == {str(len(due_lists(again(coordinator), timezone.localdate()).yours))}


def test_masthead_shows_nothing_when_nothing_waits(client, client_for, staff):
    page = client_for(staff).get("/moi/").content.decode()
    assert 'aria-label="Principale"' in page
    assert "masthead-count" not in page
    assert "masthead-count" not in client.get("/compte/login/").content.decode()


def test_count_follows_what_is_owed(client_for, organism, funder, coordinator):
    today = timezone.localdate()
    agreement = make_agreement(
        organism, funder, "E-9", start=date(today.year - 1, 4, 1), end=date(today.year + 1, 4, 1)
    )
    assert count_yours(again(coordinator), today) == 0
    agreement.requirements.create(kind="final", period_from_month=4, due_month=6, due_day=30).deliverables.create(
        period=agreement.years.first().during, due_on=today
    )
    assert assert_same([coordinator])[coordinator.name] == 1
