"""One page sent twice acts once; what the database refuses is answered again, in words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Funder
from organisms.jobs import forget_sent_forms
from organisms.models import Invitation, NetworkSeat, SentForm
from organisms.sent_forms.middleware import SENT_TWICE
from tests.jobs import pending_jobs

pytestmark = pytest.mark.django_db
INVITE = reverse("organisms:network-invitation-add")
TYPED = {"email": "une@example.org", "name": "Une personne", "role": "analyst"}
PAGE, OTHER_PAGE = ({"csrfmiddlewaretoken": letter * 64} for letter in "ab")


def test_a_page_sent_twice_invites_once_and_leads_where_the_first_led(client_for, network):
    client = client_for(network)
    first, second = (client.post(INVITE, TYPED | PAGE) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == reverse("organisms:network-team")
    assert SENT_TWICE in client.get(second.headers["Location"]).text
    assert (Invitation.objects.count(), len(pending_jobs())) == (1, 1)


def test_what_was_said_comes_back_with_its_links_and_nothing_typed_becomes_a_tag(client_for, network):
    client = client_for(network)
    typed = {"name": "Fonds <b>des</b> Essais", "from_day": "2025-04-01", "kind": "other", "year_starts": "4"}
    for _ in range(2):
        answer = client.post(reverse("agreements:funder-add"), typed | PAGE, follow=True)
    assert SENT_TWICE in answer.text
    assert "<b>des</b>" not in answer.text
    assert SentForm.objects.get().said


def test_the_same_words_from_another_page_are_refused_beside_the_field(client_for, network):
    client = client_for(network)
    client.post(INVITE, TYPED | PAGE)
    answer = client.post(INVITE, TYPED | OTHER_PAGE)
    assert "Une invitation attend déjà une@example.org" in answer.context["form"].errors["email"][0]
    assert Invitation.objects.count() == 1


def test_a_refused_page_may_be_sent_again(client_for, network):
    client = client_for(network)
    bad = TYPED | PAGE | {"email": "rien"}
    assert [client.post(INVITE, bad).status_code for _ in range(2)] == [200, 200]
    assert not SentForm.objects.exists()


def test_another_person_and_other_words_are_other_sendings(client_for, network):
    client = client_for(network)
    client.post(INVITE, TYPED | PAGE)
    client.post(INVITE, TYPED | PAGE | {"email": "autre@example.org"})
    assert NetworkSeat.objects.waiting().count() == 2


def test_a_sending_is_forgotten_after_the_longest_session(client_for, network):
    client = client_for(network)
    client.post(INVITE, TYPED | PAGE)
    SentForm.objects.update(sent_at=timezone.now() - timedelta(hours=4))
    assert client.post(INVITE, TYPED | PAGE).status_code == 200
    SentForm.objects.create(key="k", sent_at=timezone.now() - timedelta(hours=4))
    forget_sent_forms(0)
    assert not SentForm.objects.exists()


def test_the_database_refuses_a_second_waiting_seat(client_for, network):
    client_for(network).post(INVITE, TYPED | PAGE)
    seat = NetworkSeat.objects.waiting().get()
    seat.pk = None
    with pytest.raises(IntegrityError, match="network_seat_awaits_once"):
        seat.save(force_insert=True)


def test_a_cancelled_invitation_leaves_its_place(client_for, network):
    client = client_for(network)
    client.post(INVITE, TYPED | PAGE)
    seat = NetworkSeat.objects.waiting().get()
    client.post(reverse("organisms:network-invitation-cancel", args=[seat.pk]))
    assert client.post(INVITE, TYPED | OTHER_PAGE).status_code == 302
    assert NetworkSeat.objects.waiting().count() == 1


def test_what_the_database_goes_on_refusing_is_said_in_words(client_for, network, monkeypatch):
    """The check that comes before is taken away: only the key of the database is left."""
    Funder.objects.create(name="Fonds des Essais", sort_name="fonds des essais", kind="other")
    monkeypatch.setattr("agreements.funders.forms._unlike", lambda name, besides: name)
    typed = {"name": "FONDS des essais", "from_day": "2025-04-01", "kind": "other", "year_starts": "4"}
    answer = client_for(network).post(reverse("agreements:funder-add"), typed | PAGE)
    assert answer.status_code == 409
    assert "Quelqu’un vient d’inscrire la même chose" in answer.text
    assert Funder.objects.filter(name__iexact="fonds des essais").count() == 1
