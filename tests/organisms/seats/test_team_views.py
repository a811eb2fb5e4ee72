"""Team pages: who reads, who manages, who learns nothing."""

import pytest
from django.urls import reverse

from organisms.models import Invitation, Membership, User
from organisms.seats import actions

pytestmark = pytest.mark.django_db
READERS = ["staff", "coordinator", "director", "network", "analyst"]
STRANGERS = ["neighbour", "pivot", "funder_agent", "auditor"]


def url(name, organism, *args):
    return reverse(f"organisms:{name}", args=[organism.pk, *args])


@pytest.mark.parametrize("who", READERS)
def test_team_is_read_by_its_seats_and_the_network(request, client_for, organism, staff, who):
    page = client_for(request.getfixturevalue(who)).get(url("team", organism))
    assert page.status_code == 200
    assert staff.name in page.content.decode()


@pytest.mark.parametrize("who", STRANGERS)
def test_team_does_not_exist_for_strangers(request, client_for, organism, staff, who):
    page = client_for(request.getfixturevalue(who)).get(url("team", organism))
    assert page.status_code == 404
    assert staff.name not in page.content.decode()


def test_team_sends_strangers_without_account_to_the_login(client, organism):
    answer = client.get(url("team", organism))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_team_costs_the_same_for_one_and_thirty_seats(client_for, coordinator, organism, count_queries):
    client = client_for(coordinator)
    costs = []
    for target in (1, 3, 30):
        while Membership.objects.filter(organism=organism).count() < target:
            person = User.objects.create_user(f"p{User.objects.count()}@example.org", name="P")
            Membership.objects.create(
                user=person, organism=organism, role="staff", during=coordinator.memberships.get().during
            )
        costs.append(count_queries(lambda: client.get(url("team", organism))))
    assert len(set(costs)) == 1


@pytest.mark.parametrize("who", ["coordinator", "director", "network"])
def test_invitation_add_opens_a_seat(request, client_for, organism, who):
    answer = client_for(request.getfixturevalue(who)).post(
        url("invitation-add", organism), {"email": "x@example.org", "name": "X", "role": "staff"}
    )
    assert answer.status_code == 302
    assert Membership.objects.get(organism=organism, user=None).invitation.email == "x@example.org"


@pytest.mark.parametrize("who", ["staff", "analyst"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_invitation_add_is_refused_to_colleagues_without_the_right(request, client_for, organism, who, method):
    answer = getattr(client_for(request.getfixturevalue(who)), method)(
        url("invitation-add", organism), {"email": "x@example.org", "role": "staff"}
    )
    assert answer.status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", STRANGERS)
def test_invitation_add_does_not_exist_for_strangers(request, client_for, organism, who):
    answer = client_for(request.getfixturevalue(who)).post(
        url("invitation-add", organism), {"email": "x@example.org", "role": "staff"}
    )
    assert answer.status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["coordinator", "director"])
@pytest.mark.parametrize("role", ["coordinator", "director"])
def test_invitation_add_gives_higher_seats_only_by_the_network(request, client_for, organism, network, who, role):
    asked = {"email": "x@example.org", "name": "", "role": role}
    answer = client_for(request.getfixturevalue(who)).post(url("invitation-add", organism), asked)
    assert answer.status_code == 200
    assert not Invitation.objects.exists()
    assert client_for(network).post(url("invitation-add", organism), asked).status_code == 302
    assert Membership.objects.get(user=None).role == role


def test_invitation_add_keeps_what_was_typed(client_for, coordinator, organism):
    page = client_for(coordinator).post(
        url("invitation-add", organism), {"email": "pas un courriel", "name": "Zoé", "role": "staff"}
    )
    assert 'value="pas un courriel"' in page.content.decode()
    assert 'value="Zoé"' in page.content.decode()


def test_seat_end_stops_rights_at_the_next_request(client_for, coordinator, staff, organism):
    theirs = client_for(staff)
    assert theirs.get(url("team", organism)).status_code == 200
    seat = staff.memberships.get()
    client_for(coordinator).post(url("seat-end", organism, seat.pk))
    assert theirs.get(url("team", organism)).status_code == 404


def test_seat_end_lets_someone_give_up_her_own(client_for, staff, organism):
    answer = client_for(staff).post(url("seat-end", organism, staff.memberships.get().pk))
    assert answer.url == reverse("organisms:profile")
    assert not User.objects.get(pk=staff.pk).has_any_seat


def test_seat_end_says_why_the_last_head_stays(client_for, coordinator, organism):
    answer = client_for(coordinator).post(url("seat-end", organism, coordinator.memberships.get().pk), follow=True)
    assert "dernier" in answer.content.decode()
    assert User.objects.get(pk=coordinator.pk).has_any_seat


@pytest.mark.parametrize(
    ("who", "status"), [("staff", 403), ("coordinator", 403), ("analyst", 403), ("neighbour", 404)]
)
def test_seat_end_is_refused_on_a_directors_seat(request, client_for, organism, director, who, status):
    seat = director.memberships.get()
    answer = client_for(request.getfixturevalue(who)).post(url("seat-end", organism, seat.pk))
    assert answer.status_code == status
    assert User.objects.get(pk=director.pk).has_any_seat


def test_seat_end_does_not_find_the_seat_under_another_organism(client_for, network, staff, neighbour_organism):
    answer = client_for(network).post(url("seat-end", neighbour_organism, staff.memberships.get().pk))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["seat-end", "invitation-cancel", "invitation-resend"])
def test_team_acts_answer_only_to_post(client_for, coordinator, organism, invite, name):
    seat, _ = invite()
    assert client_for(coordinator).get(url(name, organism, seat.pk)).status_code == 405


def test_invitation_cancel_and_resend(client_for, coordinator, organism, invite):
    seat, _ = invite()
    before = seat.invitation.token_hash
    client = client_for(coordinator)
    client.post(url("invitation-resend", organism, seat.pk))
    seat.invitation.refresh_from_db()
    assert seat.invitation.token_hash != before
    client.post(url("invitation-cancel", organism, seat.pk))
    seat.invitation.refresh_from_db()
    assert seat.invitation.cancelled_at
    assert client.post(url("invitation-resend", organism, seat.pk)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("analyst", 403), ("neighbour", 404), ("pivot", 404)])
@pytest.mark.parametrize("name", ["invitation-cancel", "invitation-resend"])
def test_invitation_acts_are_refused(request, client_for, organism, invite, who, status, name):
    seat, _ = invite()
    before = Invitation.objects.values().get(pk=seat.invitation_id)
    assert client_for(request.getfixturevalue(who)).post(url(name, organism, seat.pk)).status_code == status
    assert Invitation.objects.values().get(pk=seat.invitation_id) == before


def test_network_team_is_the_networks(client_for, network, analyst, coordinator, funder_agent):
    address = reverse("organisms:network-team")
    for reader in (network, analyst):
        assert network.name in client_for(reader).get(address).content.decode()
    for stranger in (coordinator, funder_agent):
        assert client_for(stranger).get(address).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("network", 302), ("analyst", 403), ("director", 404), ("pivot", 404)])
def test_network_invitation_add(request, client_for, who, status):
    asked = {"email": "n@example.org", "name": "", "role": "analyst"}
    address = reverse("organisms:network-invitation-add")
    client = client_for(request.getfixturevalue(who))
    assert client.get(address).status_code == (200 if status == 302 else status)
    assert client.post(address, asked).status_code == status
    assert Invitation.objects.exists() is (status == 302)


@pytest.mark.parametrize(("who", "status"), [("network", 302), ("analyst", 403), ("director", 404)])
@pytest.mark.parametrize("name", ["network-invitation-resend", "network-invitation-cancel", "network-seat-end"])
def test_network_acts(request, client_for, network, analyst, who, status, name):
    invitation = actions.invite_to_network(role="analyst", email="n@example.org", name="", by=network)
    seat = analyst.network_seats.get() if name == "network-seat-end" else invitation.networkseats.get()
    address = reverse(f"organisms:{name}", args=[seat.pk])
    client = client_for(request.getfixturevalue(who))
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == status
    seat.refresh_from_db()
    changed = (
        seat.during.upper is not None or seat.during.isempty or (seat.invitation and seat.invitation.cancelled_at)
        or (seat.invitation and seat.invitation.token_hash != invitation.token_hash)
    )  # fmt: skip
    assert bool(changed) is (status == 302)


def test_profile_shows_my_seats_and_nobody_elses(client_for, staff, neighbour, organism):
    page = client_for(staff).get(reverse("organisms:profile")).content.decode()
    assert organism.name in page
    assert staff.email in page
    assert "Maison des Deux-Rives" not in page


def test_profile_wants_a_login(client):
    assert client.get(reverse("organisms:profile")).status_code == 302


def test_profile_answers_only_to_get(client_for, staff):
    assert client_for(staff).post(reverse("organisms:profile")).status_code == 405
