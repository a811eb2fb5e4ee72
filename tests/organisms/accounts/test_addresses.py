"""An account's address is proven from birth, and nobody else's request changes that."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.urls import reverse

from organisms.models import User
from organisms.seats import actions
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "un long chemin de gravier"


def addresses_of(user):
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))


def strip_address(user):
    """An account as they were before this rule: without an address of its own."""
    EmailAddress.objects.filter(user=user).delete()


def test_an_invited_person_has_a_verified_address_from_birth(invite):
    _, token = invite()
    person = actions.accept_invitation(token=token, name="Aïcha Ba", password=PASSWORD)
    assert addresses_of(person) == [("nouvelle@example.org", True, True)]


def test_a_superuser_has_one_too():
    assert addresses_of(User.objects.create_superuser("Admin@Example.org", PASSWORD, name="A")) == [
        ("admin@example.org", True, True)
    ]


def test_a_strangers_reset_request_writes_no_address(client):
    person = make_user("Louise", email="louise@example.org", password=PASSWORD)
    strip_address(person)
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert [letter.to for letter in mail.outbox] == [["louise@example.org"]]
    assert addresses_of(person) == []


@pytest.mark.parametrize("door", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_strangers_reset_request_keeps_nobody_from_the_second_step(client, client_for, door):
    person = make_user("Louise", email="louise@example.org", password=PASSWORD)
    strip_address(person)
    client.post(reverse("account_reset_password"), {"email": person.email})
    browser = client_for(person)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert browser.get(reverse(door)).status_code == 200


def test_who_was_locked_out_already_finds_the_second_step_again(client_for):
    person = make_user("Louise", email="louise@example.org", password=PASSWORD)
    strip_address(person)
    EmailAddress.objects.create(user=person, email=person.email)
    browser = client_for(person)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


def test_the_migration_verifies_addresses_and_writes_those_that_lack():
    locked, bare = make_user("L", email="l@example.org"), make_user("B", email="b@example.org")
    EmailAddress.objects.filter(user=locked).update(verified=False, primary=False)
    EmailAddress.objects.create(user=locked, email="ailleurs@example.org", primary=True)
    strip_address(bare)
    with connection.cursor() as cursor:
        cursor.execute(import_module("organisms.migrations.0002_verified_addresses").ADDRESSES)
    assert addresses_of(locked) == [("l@example.org", True, True)]
    assert addresses_of(bare) == [("b@example.org", True, True)]
