"""The public door of an invitation."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisms.models import Invitation, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Aïcha Tremblay-Ba", "password": "un long chemin de gravier"}


def door(token):
    return reverse("organisms:invitation-accept", args=[token])


def test_invitation_shows_its_email_and_seat_without_using_it(client, invite, organism):
    seat, token = invite()
    for _ in range(2):
        page = client.get(door(token))
        assert page.status_code == 200
        assert "nouvelle@example.org" in page.content.decode()
        assert organism.name in page.content.decode()
    seat.invitation.refresh_from_db()
    assert seat.invitation.is_open


def test_invitation_accept_opens_the_session_and_the_seat(client, invite, organism):
    _, token = invite()
    answer = client.post(door(token), ANSWERS, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("organisms:profile")
    assert client.get(reverse("organisms:team", args=[organism.pk])).status_code == 200


def test_invitation_accept_ignores_another_email(client, invite):
    _, token = invite()
    client.post(door(token), {**ANSWERS, "email": "voleuse@example.org", "username": "voleuse@example.org"})
    assert User.objects.filter(email="nouvelle@example.org").exists()
    assert not User.objects.filter(email="voleuse@example.org").exists()


@pytest.mark.parametrize("password", ["court", "q1w2e3r4t5y6", "nouvelle@example.org", "1qaz2wsx3edc"])
def test_invitation_accept_refuses_a_weak_password_and_keeps_the_name(client, invite, password):
    _, token = invite()
    page = client.post(door(token), {"name": "Aïcha", "password": password})
    assert page.status_code == 200
    assert 'value="Aïcha"' in page.content.decode()
    assert f'value="{password}"' not in re.sub(r'value="nouvelle@example.org"\s+readonly', "", page.content.decode())
    assert not User.objects.filter(email="nouvelle@example.org").exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_invitation_used_by_its_own_person_leads_home(client, invite, method):
    _, token = invite()
    client.post(door(token), ANSWERS)
    page = getattr(client, method)(door(token), ANSWERS)
    assert page.status_code == 200
    assert "Vous avez déjà accepté cette invitation" in page.text
    assert f'href="{reverse("home")}"' in page.text
    assert "n’est plus bonne" not in page.text
    assert User.objects.filter(email="nouvelle@example.org").count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_invitation_used_leads_to_the_login(client, invite, coordinator, method):
    _, token = invite()
    client.post(door(token), ANSWERS)
    page = getattr(Client(), method)(door(token), ANSWERS)
    assert page.status_code == 404
    for words in ("a déjà servi", f'href="{reverse("account_login")}"', f"dites-le à {coordinator.name}"):
        assert words in page.text
    assert "Demandez-en une autre" not in page.text


def test_invitation_used_names_no_account_to_another_person(client, client_for, invite, staff):
    _, token = invite()
    client.post(door(token), ANSWERS)
    page = client_for(staff).get(door(token))
    assert page.status_code == 404
    assert "un autre compte que celui" in page.text
    assert "nouvelle@example.org" not in page.text


@pytest.mark.parametrize("change", [{"expires_at": timedelta(seconds=-1)}, {"cancelled_at": timedelta()}])
def test_invitation_expired_or_cancelled_is_closed(client, invite, change):
    seat, token = invite()
    moments = {field: timezone.now() + delta for field, delta in change.items()}
    by = {"cancelled_by": seat.created_by} if "cancelled_at" in change else {}
    Invitation.objects.filter(pk=seat.invitation_id).update(**moments, **by)
    page = client.post(door(token), ANSWERS)
    assert page.status_code == 404
    assert not User.objects.filter(email="nouvelle@example.org").exists()


@pytest.mark.parametrize("token", ["0" * 64, "x", "é", "a" * 3000])
def test_invitation_unknown_says_no_more_than_closed(client, token):
    page = client.get(door(token))
    assert page.status_code == 404
    assert "n’est plus bonne" in page.content.decode()


def test_invitation_of_an_account_wants_its_login_first(client, invite):
    known = make_user("Connue", email="connue@example.org", password="le sien qui est long")
    seat, token = invite(email="connue@example.org")
    page = client.get(door(token)).content.decode()
    assert f"{reverse('account_login')}?next={door(token)}" in page
    assert 'type="password"' not in page
    client.post(door(token), ANSWERS)
    seat.refresh_from_db()
    assert seat.user is None
    client.force_login(known)
    client.post(door(token))
    seat.refresh_from_db()
    assert seat.user == known
    known.refresh_from_db()
    assert (known.name, known.check_password("le sien qui est long")) == ("Connue", True)


@pytest.mark.parametrize("email", ["nouvelle@example.org", "connue@example.org"])
def test_invitation_is_not_for_the_person_in_session(client_for, invite, staff, organism, email):
    make_user("Connue", email="connue@example.org")
    seat, token = invite(email=email, role="coordinator" if email.startswith("connue") else "staff")
    client = client_for(staff)
    page = client.get(door(token)).content.decode()
    assert "Déconnectez-vous" in page
    client.post(door(token), ANSWERS)
    seat.refresh_from_db()
    assert seat.user is None


def test_invitation_answers_are_never_stored_in_a_cache(client, invite):
    _, token = invite()
    assert "no-store" in client.get(door(token))["Cache-Control"]


def test_invitation_refuses_other_methods(client, invite):
    _, token = invite()
    assert client.delete(door(token)).status_code == 405
