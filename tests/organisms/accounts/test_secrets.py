"""Secrets of the second step: unreadable in the database, absent from the admin, good through a change of key."""

from importlib import import_module
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse

from organisms.accounts.second_step import secrets
from organisms.models import User
from tests.factories import make_user
from tests.organisms.accounts.test_second_step import code_of

pytestmark = pytest.mark.django_db
migration = import_module("organisms.migrations.0004_encrypted_second_steps")


@pytest.fixture
def person():
    return make_user("Louise", email="louise@example.org")


def data_of(user, kind):
    return Authenticator.objects.get(user=user, type=kind).data


def test_an_application_is_unreadable_in_the_database_and_still_good(person):
    secret = generate_totp_secret()
    totp = TOTP.activate(person, secret)
    assert secret not in str(data_of(person, "totp"))
    assert totp.validate_code(code_of(secret))


def test_recovery_codes_are_unreadable_in_the_database_and_still_good(person, monkeypatch):
    monkeypatch.setattr(RecoveryCodes, "generate_seed", classmethod(lambda cls: "ab" * 40))
    codes = RecoveryCodes.activate(person)
    assert "ab" * 40 not in str(data_of(person, "recovery_codes"))
    assert len(codes.generate_codes()) == 10
    assert codes.validate_code(codes.generate_codes()[0])


def test_a_key_that_changes_keeps_what_the_old_one_encrypted(person, settings):
    settings.SECOND_STEP_KEY = "la première"
    secret = generate_totp_secret()
    totp = TOTP.activate(person, secret)
    settings.SECOND_STEP_KEY, settings.SECOND_STEP_KEY_FALLBACKS = "la deuxième", ["la première"]
    assert totp.validate_code(code_of(secret))
    call_command("rotate_second_step_key", stdout=StringIO())
    settings.SECOND_STEP_KEY_FALLBACKS = []
    assert secrets.decrypt(data_of(person, "totp")["secret"]) == secret


def test_a_lost_key_is_said(person, settings):
    TOTP.activate(person, generate_totp_secret())
    settings.SECOND_STEP_KEY = "une autre"
    with pytest.raises(ImproperlyConfigured, match="SECOND_STEP_KEY"):
        secrets.decrypt(data_of(person, "totp")["secret"])


def test_a_secret_planted_in_plain_opens_nothing(person):
    with pytest.raises(ImproperlyConfigured):
        secrets.decrypt(generate_totp_secret())


def test_the_migration_encrypts_what_was_plain_and_can_go_back(person):
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 3})
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Clé"})
    migration.encrypt_all(apps, None)
    assert secrets.decrypt(data_of(person, "totp")["secret"]) == "JBSWY3DPEHPK3PXP"
    assert secrets.decrypt(data_of(person, "recovery_codes")["seed"]) == "ab" * 40
    assert data_of(person, "recovery_codes")["used_mask"] == 3
    migration.decrypt_all(apps, None)
    assert data_of(person, "totp") == {"secret": "JBSWY3DPEHPK3PXP"}


def test_the_admin_shows_nothing_that_lets_a_person_in(client):
    client.force_login(User.objects.create_superuser("admin@example.org", "x", name="A"))
    shown = {model._meta.label_lower for model in admin.site._registry}
    assert (
        shown & {"mfa.authenticator", "account.emailaddress", "usersessions.usersession", "sessions.session"} == set()
    )
    assert "auth.group" in shown
    index = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:auth_group_changelist") in index
    assert "mfa" not in index
