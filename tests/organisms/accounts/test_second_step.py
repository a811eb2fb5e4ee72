"""Whoever certifies, endorses, approves, accepts or administers enters in two steps, or goes no further."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from organisms.accounts.second_step.second_factor import lacks_second_step, why_second_step
from organisms.models import Membership, User
from services.models import Activity
from tests.factories import ALWAYS, make_funder_user, make_user

pytestmark = pytest.mark.django_db
PAGE = "/moi/deuxieme-etape/"
PASSWORD = "un long chemin de gravier"
ASKED = ["director", "pivot", "network", "analyst", "funder_agent"]
NOT_ASKED = ["staff", "coordinator", "auditor", "neighbour"]


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def superuser():
    return User.objects.create_superuser("admin@example.org", PASSWORD, name="Administratrice")


def add_application(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize("who", ASKED)
@pytest.mark.parametrize("address", ["/", "/moi/", "/rapports/", "/organismes/", "/ententes/?fichier=csv"])
def test_who_decides_is_led_to_the_second_step(request, client_for, who, address):
    answer = client_for(request.getfixturevalue(who)).get(address)
    assert (answer.status_code, answer.url) == (302, PAGE)


@pytest.mark.parametrize("who", NOT_ASKED)
def test_who_decides_nothing_is_not_asked(request, client_for, who):
    client = client_for(request.getfixturevalue(who))
    assert client.get("/").status_code == 200
    assert client.get(PAGE).url == "/"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("director", "vous attestez les rapports de l’organisme La Croisée boréale"),
        ("pivot", "vous endossez les rapports de votre région"),
        ("network", "vous lisez et approuvez les rapports de tout le réseau"),
        ("funder_agent", "vous acceptez des rapports au nom de : Ministère des Essais"),
        ("superuser", "vous administrez le portail"),
    ],
)
def test_the_page_says_why_and_what_to_do(request, client_for, who, words):
    page = client_for(request.getfixturevalue(who)).get(PAGE)
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text
    assert reverse("mfa_activate_totp") in text
    assert reverse("mfa_add_webauthn") in text
    assert reverse("account_logout") in text


def test_nothing_is_asked_where_the_setting_is_off(settings, client_for, director):
    settings.MFA_REQUIRED = False
    assert client_for(director).get("/").status_code == 200
    assert not lacks_second_step(director)


@pytest.mark.parametrize("who", ASKED)
def test_an_application_opens_the_house(request, client_for, who):
    person = request.getfixturevalue(who)
    add_application(person)
    assert client_for(person).get("/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(client_for, director):
    RecoveryCodes.activate(director)
    assert client_for(director).get("/").url == PAGE


def test_a_key_is_a_second_step(client_for, director):
    Authenticator.objects.create(user=director, type=Authenticator.Type.WEBAUTHN, data={})
    assert client_for(director).get("/").status_code == 200


def test_the_rooms_where_it_is_set_up_stay_open(client_for, director):
    client = client_for(director)
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200
    assert "Carré à lire avec l’application" in client.get(reverse("mfa_activate_totp")).content.decode()


@pytest.mark.parametrize("address", ["/aide/", "/verifier/"])
def test_public_doors_stay_open(client_for, director, address):
    assert client_for(director).get(address).status_code == 200


def test_from_login_to_the_home_page_by_an_application(client, organism):
    person = make_user("Louise Bergeron-Diallo", email="louise@example.org", password=PASSWORD)
    Membership.objects.create(user=person, organism=organism, role="director", during=ALWAYS)
    page = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == PAGE
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    form = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<span class="code">(\w+)</span>', form.content.decode()).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert client.get("/").status_code == 200


def test_a_form_is_not_taken_and_not_lost(client_for, director, organism):
    client, address = client_for(director), reverse("services:activity-add", args=[organism.pk])
    answer = client.post(address, {"note": "Écrit avant la deuxième étape"})
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert not Activity.objects.exists()
    add_application(director)
    assert "Écrit avant la deuxième étape" in client.get(address).content.decode()


def test_a_fragment_sends_the_whole_page_there(client_for, director):
    answer = client_for(director).get("/rapports/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == PAGE


def test_a_seat_given_meanwhile_asks_at_the_next_request(client_for, staff, organism):
    client = client_for(staff)
    assert client.get("/").status_code == 200
    Membership.objects.create(user=staff, organism=organism, role="director", during=ALWAYS)
    assert client.get("/").url == PAGE


def test_every_seat_that_decides_has_its_reason(organism, funder, director):
    both = make_funder_user("Deux chapeaux", funder)
    Membership.objects.create(user=both, organism=organism, role="director", during=ALWAYS)
    assert len(why_second_step(both)) == 2
    assert len(why_second_step(director)) == 1


def test_the_last_application_is_kept(client, organism):
    person = make_user("Louise", email="louise@example.org", password=PASSWORD)
    Membership.objects.create(user=person, organism=organism, role="director", during=ALWAYS)
    client.force_login(person)
    add_application(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Ajoutez d’abord une clé d’accès." in page.content.decode()
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person, type="totp").exists()


def test_an_application_may_go_where_nothing_asks_for_it(client, organism):
    person = make_user("Karim", email="karim@example.org", password=PASSWORD)
    Membership.objects.create(user=person, organism=organism, role="staff", during=ALWAYS)
    client.force_login(person)
    add_application(person)
    assert Authenticator.objects.filter(user=person).exists()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()


@pytest.mark.parametrize("required", [True, False])
def test_the_administration_has_no_login_of_its_own(client, settings, superuser, required):
    settings.MFA_REQUIRED = required
    add_application(superuser)
    address = reverse("admin:login")
    for answer in (client.get(address), client.post(address, {"username": superuser.email, "password": PASSWORD})):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_the_administration_wants_the_second_step(client_for, superuser):
    client = client_for(superuser)
    assert client.get(reverse("admin:index")).url == PAGE
    add_application(superuser)
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_administration_is_closed_to_others(client_for, coordinator):
    assert client_for(coordinator).get(reverse("admin:index")).status_code in (302, 403)
    assert client_for(coordinator).get(reverse("admin:login")).status_code == 403
