"""Invitations are letters to strangers: so many a day, and no word of the inviter's choice in them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.models import FunderSeat
from organisms.accounts.attempts import subject_of
from organisms.models import Attempt, Invitation, Membership, User
from organisms.seats import actions
from organisms.seats.invitation_tokens import find_invitation

pytestmark = pytest.mark.django_db


def invite(organism, by, number):
    return actions.invite_member(organism=organism, role="staff", email=f"p{number}@example.org", name="", by=by)


def use_up(organism, by, *, leave=0):
    for number in range(actions.INVITATIONS.most - leave):
        invite(organism, by, number)


def test_a_person_invites_twenty_people_a_day(organism, coordinator):
    use_up(organism, coordinator)
    with pytest.raises(actions.SeatRefused, match="20 invitations en une journée, la limite"):
        invite(organism, coordinator, 20)
    assert Invitation.objects.count() == Membership.objects.filter(user=None).count() == 20


def test_the_limit_is_each_persons_own_and_of_one_day(organism, coordinator, director):
    use_up(organism, coordinator)
    invite(organism, director, 20)
    Attempt.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    invite(organism, coordinator, 21)


def test_the_network_invites_more(network):
    assert (actions.invitations_left(network), actions.NETWORK_INVITATIONS.most) == (100, 100)
    actions.invite_to_network(role="analyst", email="a@example.org", name="", by=network)
    assert actions.invitations_left(User.objects.get(pk=network.pk)) == 99


def test_an_invitation_that_is_refused_counts_for_nothing(organism, coordinator, staff):
    with pytest.raises(actions.SeatRefused):
        actions.invite_member(organism=organism, role="staff", email=staff.email, name="", by=coordinator)
    assert not Attempt.objects.exists()


def test_one_address_gets_three_letters_a_day_and_its_last_link_serves(organism, coordinator):
    invitation = invite(organism, coordinator, 1)
    actions.resend_invitation(invitation=invitation)
    last = actions.resend_invitation(invitation=invitation)
    with pytest.raises(actions.SeatRefused, match="a reçu 3 invitations en une journée"):
        actions.resend_invitation(invitation=invitation)
    assert find_invitation(last) == invitation


def test_cancelling_and_inviting_again_is_no_way_around(organism, coordinator, director):
    for by in (coordinator, director, coordinator):
        actions.cancel_invitation(invitation=invite(organism, by, 1), by=by)
    with pytest.raises(actions.SeatRefused, match="a reçu 3 invitations"):
        invite(organism, director, 1)


DOORS = {
    "organisms:invitation-add": ("coordinator", True),
    "organisms:auditor-add": ("coordinator", True),
    "organisms:network-invitation-add": ("network", False),
    "agreements:agent-invite": ("network", False),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("used", "words"),
    [(0, ""), (5, "Il vous reste 5 invitations"), (1, "1 invitation à"), (None, "toutes les invitations")],
)
def test_every_page_that_invites_says_how_many_are_left(request, client_for, organism, door, used, words):
    who, has_organism = DOORS[door]
    person = request.getfixturevalue(who)
    limit = actions.NETWORK_INVITATIONS if who == "network" else actions.INVITATIONS
    subject = subject_of(f"user {person.pk}")
    count = 0 if used == 0 else limit.most - (used or 0)
    Attempt.objects.bulk_create(Attempt(kind=limit.kind, subject=subject) for _ in range(count))
    page = client_for(person).get(reverse(door, args=[organism.pk] if has_organism else [])).content.decode()
    assert ("invitations qu’une personne" in page or "Il vous reste" in page) is bool(words)
    assert words in page


def test_the_limit_is_said_on_the_page_when_it_is_reached(client_for, organism, coordinator):
    use_up(organism, coordinator)
    fields = {"email": "de-trop@example.org", "name": "", "role": "staff"}
    page = client_for(coordinator).post(reverse("organisms:invitation-add", args=[organism.pk]), fields)
    assert "la limite. Reprenez demain." in page.content.decode()


def resent(client, address, times):
    return [client.post(address, follow=True).content.decode() for _ in range(times)]


@pytest.mark.parametrize("kind", ["member", "auditor", "network", "agent"])
def test_every_page_that_sends_again_says_when_no_more_is_sent(
    client_for, organism, coordinator, network, funder, kind
):
    today = timezone.localdate()
    if kind == "member":
        invitation = invite(organism, coordinator, 1)
        person, address = coordinator, ("organisms:invitation-resend", organism.pk, invitation.memberships.get().pk)
    elif kind == "auditor":
        invitation = actions.invite_auditor(
            organism=organism, email="p1@example.org", name="", until=today, by=coordinator
        )
        person, address = coordinator, ("organisms:auditor-resend", organism.pk, invitation.auditorseats.get().pk)
    elif kind == "network":
        invitation = actions.invite_to_network(role="analyst", email="p1@example.org", name="", by=network)
        person, address = network, ("organisms:network-invitation-resend", invitation.networkseats.get().pk)
    else:
        invitation, _ = actions.open_invitation(email="p1@example.org", name="", by=network)
        seat = FunderSeat.objects.create(funder=funder, invitation=invitation, during=(today, None), created_by=network)
        person, address = network, ("agreements:agent-resend", seat.pk)
    pages = resent(client_for(person), reverse(address[0], args=address[1:]), 3)
    assert ["Nouveau lien envoyé" in page for page in pages] == [True, True, False]
    assert "p1@example.org a reçu 3 invitations en une journée" in pages[2]


def test_the_letter_holds_no_word_of_the_inviters_choice(organism, coordinator, deliver):
    name = "Gagnez 500 $ sur gains.example"
    actions.invite_member(organism=organism, role="staff", email="a@example.org", name=name, by=coordinator)
    deliver()
    assert "gains" not in mail.outbox[0].body
    assert mail.outbox[0].body.startswith("Bonjour,\n")


@pytest.mark.parametrize("name", ["Voir gains.example", "https://gains", "www.gains", "a@b", "un/deux"])
def test_a_name_like_an_address_is_refused_wherever_one_is_typed(client, client_for, organism, coordinator, name):
    actions.invite_member(organism=organism, role="staff", email="a@example.org", name="", by=coordinator)
    invitation = Invitation.objects.get()
    token = actions.resend_invitation(invitation=invitation)
    fields = {"name": name, "password": "un long chemin de gravier"}
    assert client.post(reverse("organisms:invitation-accept", args=[token]), fields).status_code == 200
    assert not User.objects.filter(email="a@example.org").exists()
    fields = {"email": "b@example.org", "name": name, "role": "staff"}
    page = client_for(coordinator).post(reverse("organisms:invitation-add", args=[organism.pk]), fields)
    assert "Inscrivez un nom" in page.content.decode()


@pytest.mark.parametrize(
    "name", ["M.-C. Tremblay", "J.P. Roy", "Aïcha Tremblay-Ba", "Jean Lavoie, ing.", "N’Guessan Koné"]
)
def test_the_names_of_people_are_taken(client, organism, coordinator, name):
    invitation = invite(organism, coordinator, 1)
    token = actions.resend_invitation(invitation=invitation)
    fields = {"name": name, "password": "un long chemin de gravier"}
    assert client.post(reverse("organisms:invitation-accept", args=[token]), fields).status_code == 302
    assert User.objects.get(email="p1@example.org").name == name
