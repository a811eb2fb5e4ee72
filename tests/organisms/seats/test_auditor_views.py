"""Outside auditors: seated for a time by the heads of an organism, reading without changing, gone on the day said."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from organisms.models import AuditorSeat, Invitation
from organisms.seats import actions
from organisms.seats.invitation_tokens import seats_of
from tests.factories import make_activity, make_auditor

pytestmark = pytest.mark.django_db
HEADS = ["coordinator", "director", "network"]
STRANGERS = ["neighbour", "pivot", "funder_agent", "auditor"]


def url(name, organism, *args):
    return reverse(f"organisms:{name}", args=[organism.pk, *args])


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def asked(**changes):
    return {"email": "verif@example.org", "name": "Odile", "until": in_days(30).isoformat(), **changes}


@pytest.fixture
def waiting(organism, director):
    """A pending audit of thirty days, and its token."""

    def make(until=None, email="verif@example.org"):
        invitation = actions.invite_auditor(
            organism=organism, email=email, name="Odile", until=until or in_days(30), by=director
        )
        return AuditorSeat.objects.get(invitation=invitation), actions.resend_invitation(invitation=invitation)

    return make


@pytest.mark.parametrize("who", HEADS)
def test_auditor_add_opens_a_dated_seat_that_waits(request, client_for, organism, who):
    client = client_for(request.getfixturevalue(who))
    assert client.get(url("auditor-add", organism)).status_code == 200
    assert client.post(url("auditor-add", organism), asked()).url == url("team", organism)
    seat = AuditorSeat.objects.get(organism=organism, user=None)
    assert seat.during == DateRange(in_days(0), in_days(31))
    assert (seat.last_day, seat.invitation.email) == (in_days(30), "verif@example.org")
    assert "verif@example.org" in client.get(url("team", organism)).content.decode()


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("analyst", 403), *((who, 404) for who in STRANGERS)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_auditor_add_is_refused(request, client_for, organism, who, status, method):
    client = client_for(request.getfixturevalue(who))
    assert getattr(client, method)(url("auditor-add", organism), asked()).status_code == status
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "hier"}, "Écrivez la date ainsi"),
        ({"until": ""}, "Inscrivez un jour."),
        ({"until": "9999-12-31"}, "entre 1990 et 2099"),
        ({"until": "2099-12-31"}, "d’ici deux ans au plus"),
        ({"until": "2020-01-01"}, "Choisissez un dernier jour à venir"),
        ({"email": ""}, "Inscrivez le courriel"),
        ({"email": "a\x00b@example.org"}, "has-error"),
        ({"name": "O\x00dile"}, "has-error"),
        ({"name": "x" * 400}, "has-error"),
    ],
)
def test_auditor_add_refuses_beside_the_field_and_keeps_what_was_typed(client_for, director, organism, changes, words):
    page = client_for(director).post(url("auditor-add", organism), asked(**changes))
    assert page.status_code == 200
    form = page.context["form"]
    assert list(form.errors) == list(changes)
    assert words in page.content.decode()
    assert not Invitation.objects.exists()


def test_auditor_add_refuses_oneself(client_for, network, organism):
    page = client_for(network).post(url("auditor-add", organism), asked(email=network.email))
    assert "On ne s’invite pas soi-même" in page.content.decode()
    assert not Invitation.objects.exists()


def test_auditor_add_refuses_the_team_and_the_same_twice(client_for, director, staff, organism, waiting):
    waiting()
    client = client_for(director)
    for email, words in (
        (staff.email, "La vérification vient du dehors."),
        ("verif@example.org", "Une invitation attend déjà"),
        (director.email.upper(), "La vérification vient du dehors."),
    ):
        page = client.post(url("auditor-add", organism), asked(email=email))
        assert words in page.content.decode()
        assert "email" in page.context["form"].errors
    assert Invitation.objects.count() == 1


def test_auditor_add_refuses_who_audits_already(client_for, director, organism, auditor):
    page = client_for(director).post(url("auditor-add", organism), asked(email=auditor.email))
    assert "a déjà ce siège" in page.content.decode()


def test_auditor_accepts_reads_and_changes_nothing(client, organism, waiting):
    activity = make_activity(organism, note="Une note")
    _, token = waiting()
    accept = reverse("organisms:invitation-accept", args=[token])
    assert f"Vérification, {organism}" in client.get(accept).content.decode()
    client.post(accept, {"name": "Odile Roy-Mbaye", "password": "un long chemin de gravier"})
    assert client.get(reverse("services:activity-detail", args=[organism.pk, activity.pk])).status_code == 200
    assert client.get(reverse("services:activity-add", args=[organism.pk])).status_code == 403
    profile = client.get(reverse("organisms:profile")).content.decode()
    assert f"Vérification, {organism.name}" in profile
    assert "jusqu’au" in profile


def test_auditor_who_answers_after_the_last_day_is_told_so(client, organism, waiting):
    seat, token = waiting(until=in_days(1))
    AuditorSeat.objects.filter(pk=seat.pk).update(during=DateRange(in_days(-3), in_days(0)))
    answer = client.post(
        reverse("organisms:invitation-accept", args=[token]),
        {"name": "Odile", "password": "un long chemin de gravier"},
    )
    assert answer.status_code == 302
    seat.refresh_from_db()
    assert (seat.user, seat.invitation.accepted_at) == (None, None)


def test_auditors_seat_stops_by_itself_on_its_day(client_for, organism, auditor):
    page = reverse("services:activity-list", args=[organism.pk])
    assert client_for(auditor).get(page).status_code == 200
    auditor.auditor_seats.update(during=DateRange(in_days(-30), in_days(0)))
    assert client_for(auditor).get(page).status_code == 404


@pytest.mark.parametrize("who", HEADS)
def test_auditor_end_stops_her_reading_at_the_next_request(request, client_for, organism, auditor, who):
    theirs, page = client_for(auditor), reverse("services:activity-list", args=[organism.pk])
    assert theirs.get(page).status_code == 200
    client = client_for(request.getfixturevalue(who))
    client.post(url("auditor-end", organism, auditor.auditor_seats.get().pk))
    assert theirs.get(page).status_code == 404
    text = client.get(url("team", organism)).content.decode()
    assert f"Siège fermé : {auditor.name}, Vérification" in text


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("analyst", 403), *((who, 404) for who in STRANGERS)])
def test_auditor_end_is_refused(request, client_for, organism, auditor, who, status):
    seat = auditor.auditor_seats.get()
    answer = client_for(request.getfixturevalue(who)).post(url("auditor-end", organism, seat.pk))
    assert answer.status_code == status
    assert AuditorSeat.objects.running().filter(pk=seat.pk).exists()


def test_auditor_end_twice_says_it_is_closed(client_for, director, organism, auditor):
    address = url("auditor-end", organism, auditor.auditor_seats.get().pk)
    client = client_for(director)
    client.post(address)
    assert "déjà fermé" in client.post(address, follow=True).content.decode()


def test_auditor_cancel_and_resend(client_for, coordinator, organism, waiting):
    seat, _ = waiting()
    before, client = Invitation.objects.get(pk=seat.invitation_id).token_hash, client_for(coordinator)
    client.post(url("auditor-resend", organism, seat.pk))
    seat.invitation.refresh_from_db()
    assert seat.invitation.token_hash != before
    client.post(url("auditor-cancel", organism, seat.pk))
    seat.invitation.refresh_from_db()
    assert seat.invitation.cancelled_at
    assert client.post(url("auditor-resend", organism, seat.pk)).status_code == 404
    assert "verif@example.org" in client.get(url("team", organism)).content.decode()


@pytest.mark.parametrize("name", ["auditor-end", "auditor-cancel", "auditor-resend"])
def test_auditor_acts_answer_only_to_post_and_only_here(client_for, network, organism, far_organism, waiting, name):
    seat, _ = waiting()
    client = client_for(network)
    assert client.get(url(name, organism, seat.pk)).status_code == 405
    assert client.post(url(name, far_organism, seat.pk)).status_code == 404


def test_team_page_shows_audits_and_costs_the_same_for_one_and_twenty(client_for, coordinator, organism, count_queries):
    client, costs = client_for(coordinator), []
    for more in (1, 19):
        for number in range(more):
            make_auditor(f"Vérificatrice {number}", organism)
        costs.append(count_queries(lambda: client.get(url("team", organism))))
    assert len(set(costs)) == 1
    assert "Vérification externe" in client.get(url("team", organism)).content.decode()


def test_an_audits_letter_says_what_it_opens(organism, waiting, deliver, mailoutbox):
    seat, _ = waiting()
    assert [str(row) for row in seats_of(seat.invitation)] == [f"Vérification, {organism}"]
    deliver()
    assert f"Vérification, {organism}" in mailoutbox[-1].body
