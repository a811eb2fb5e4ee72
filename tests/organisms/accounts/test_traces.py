"""What strangers leave behind: no session, nothing that pushes a counter out, and nothing for ever."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from organisms.jobs import forget_access
from organisms.models import Attempt
from roriq_portal.database.lasting_cache import LastingCache
from tests.factories import make_user
from tests.refusals import as_owner

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
SAMPLES = {"int": "1", "uuid": "6d6f2d8e-5d3c-4d0a-9f63-0e7a1c9a5b11", "path": "x", "slug": "x", "str": "x"}


@pytest.fixture
def lasting():
    """A cache as production has it, with room for three."""
    cache = LastingCache("lasting_test", {"OPTIONS": {"MAX_ENTRIES": 3, "CULL_FREQUENCY": 2}})
    as_owner(
        "CREATE TABLE lasting_test (cache_key varchar(255) PRIMARY KEY, value text NOT NULL,"
        " expires timestamptz NOT NULL); GRANT ALL ON lasting_test TO PUBLIC"
    )
    return cache


def test_many_entries_push_no_other_out(lasting):
    lasting.set("counter:louise", [1, 2, 3, 4, 5], 300)
    for number in range(20):
        lasting.set(f"stranger:{number}", "x", 300)
    assert lasting.get("counter:louise") == [1, 2, 3, 4, 5]


def test_entries_whose_time_is_over_make_room_and_are_purged(lasting):
    for number in range(5):
        lasting.set(f"old:{number}", "x", -60)
    lasting.set("new", "x", 300)
    lasting.set("old:again", "x", -60)
    assert lasting.purge() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lasting_test")
        assert cursor.fetchone() == (1,)


def addresses(resolver, before=""):
    """Every address of the portal, with an example in the place of each value."""
    for part in resolver.url_patterns:
        if isinstance(part.pattern, RegexPattern):
            route = re.sub(r"[\^$]|\(\?P<.*?>.*\)", "", str(part.pattern))
        else:
            route = re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES[match[1] or "str"], str(part.pattern))
        if isinstance(part, URLResolver):
            yield from addresses(part, before + route)
        else:
            yield before + route


def test_no_address_makes_a_session_for_a_stranger():
    walked = sorted(set(addresses(get_resolver())))
    assert len(walked) > 200
    guilty = []
    for address in walked:
        answer = Client().get("/" + address, **JSON)
        if Session.objects.exists() or settings.SESSION_COOKIE_NAME in answer.cookies:
            guilty.append(address)
            Session.objects.all().delete()
    assert guilty == []


def test_the_passkey_challenge_is_in_a_cookie_that_no_script_reads():
    client = Client()
    answer = client.get(reverse("mfa_login_webauthn"), **JSON)
    assert answer.json()["request_options"]["publicKey"]["challenge"]
    cookie = answer.cookies["passkey_challenge"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/compte/2fa/webauthn/login/")
    assert not Session.objects.exists()


def test_sessions_that_ended_are_purged_with_what_names_them():
    person = make_user()
    for _ in range(3):
        Client().force_login(person)
    old, ended, running = Session.objects.all()
    Session.objects.filter(pk=old.pk).update(expire_date=timezone.now() - timedelta(days=8))
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(days=1))
    for session in (old, ended, running):
        UserSession.objects.create(user=person, ip="203.0.113.7", session_key=session.session_key, user_agent="x")
    Attempt.objects.create(kind="password", subject="x", at=timezone.now() - timedelta(days=2))

    forget_access(0)

    assert set(Session.objects.values_list("pk", flat=True)) == {ended.pk, running.pk}
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [running.session_key]
    assert not Attempt.objects.exists()
