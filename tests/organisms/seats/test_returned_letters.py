"""A letter that came back is said in the team's page, beside its address, and sent anew from there."""

import pytest
from django.urls import reverse

from organisms.models import Letter, Membership
from organisms.outbox.returned import returned_letters
from tests.jobs import pending_jobs

pytestmark = pytest.mark.django_db
WORDS = "La dernière lettre à cette adresse est revenue"


def letter(address, state="failed") -> Letter:
    facts = {"error": "550 no such box"} if state == "failed" else {}
    number = Letter.objects.count()
    return Letter.objects.create(
        address=address, subject="Rappel", sealed=b"x", digest=str(number), state=state, **facts
    )


def team_of(client, organism) -> str:
    return client.get(reverse("organisms:team", args=[organism.pk])).text


def test_it_stands_beside_the_address_and_goes_again(client_for, coordinator, staff, organism):
    client = client_for(coordinator)
    assert WORDS not in team_of(client, organism)
    letter(staff.email.upper())
    assert team_of(client, organism).count(WORDS) == 1
    seat = Membership.objects.get(user=staff)
    again = reverse("organisms:seat-letter-resend", args=[organism.pk, seat.pk])
    assert "La lettre repart vers" in client.post(again, follow=True).text
    assert Letter.objects.get().state == "waiting"
    assert [job.task_name for job in pending_jobs()] == ["portal:send-letter"]
    assert "Aucune lettre n’est revenue" in client.post(again, follow=True).text


def test_a_later_letter_that_left_says_that_the_box_is_there(client_for, coordinator, staff, organism):
    letter(staff.email)
    assert team_of(client_for(coordinator), organism).count(WORDS) == 1
    letter(staff.email, "waiting")
    assert WORDS not in team_of(client_for(coordinator), organism)


def test_an_invitation_that_came_back_is_said(client_for, coordinator, organism, invite):
    invite("ailleurs@example.org")
    letter("ailleurs@example.org")
    assert team_of(client_for(coordinator), organism).count(WORDS) == 1


def test_the_network_reads_it_of_its_own_seats(client_for, network, analyst):
    letter(analyst.email)
    assert client_for(network).get(reverse("organisms:network-team")).text.count(WORDS) == 1


def test_who_manages_no_seat_reads_nothing_of_it(client_for, staff, coordinator, organism):
    letter(coordinator.email)
    assert WORDS in team_of(client_for(coordinator), organism)
    assert WORDS not in team_of(client_for(staff), organism)


def test_many_addresses_cost_one_query(django_assert_num_queries, staff):
    letter(staff.email)
    with django_assert_num_queries(1):
        assert list(returned_letters([staff.email, "a@example.org", "b@example.org"])) == [staff.email]
