"""Login, logout, forgotten passwords, and the rooms of allauth that we open."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.urls import NoReverseMatch, reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "un long chemin de gravier"
LOGIN = "/compte/login/"


@pytest.fixture
def person():
    return make_user("Nadia Cherkaoui-Roy", email="nadia@example.org", password=PASSWORD)


def visible(page) -> str:
    text = page.content.decode()
    return re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"|X-CSRFToken&quot;: &quot;[^&]*', "", text)


def test_login_opens_the_session(client, person):
    answer = client.post(LOGIN, {"login": "Nadia@Example.org", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get(reverse("organisms:profile")).status_code == 200


def test_login_answers_the_same_for_unknown_closed_and_wrong(client, person):
    closed = make_user("Fermée", email="fermee@example.org", password=PASSWORD)
    closed.is_active = False
    closed.save()
    tries = [
        ("nadia@example.org", "ce n’est pas le bon"),
        ("inconnue@example.org", PASSWORD),
        ("fermee@example.org", "ce n’est pas le bon"),
    ]
    pages = [client.post(LOGIN, {"login": email, "password": word}) for email, word in tries]
    assert {page.status_code for page in pages} == {200}
    assert len({visible(page) for page in pages}) == 1
    assert "Ce courriel et ce mot de passe ne vont pas ensemble." in visible(pages[0])


def test_login_fields_tell_password_managers_what_they_are(client):
    page = client.get(LOGIN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "placeholder" not in page


def test_login_keeps_the_email_and_never_the_password(client, person):
    page = client.post(LOGIN, {"login": "nadia@example.org", "password": "gravier secret 12"}).content.decode()
    assert 'value="nadia@example.org"' in page
    assert "gravier secret 12" not in page


def test_login_follows_next_only_inside_the_house(client, person):
    answer = client.post(LOGIN + "?next=https://ailleurs.example/", {"login": person.email, "password": PASSWORD})
    assert answer.url == "/"


def test_logout_wants_a_post(client_for, person):
    client = client_for(person)
    assert client.get("/compte/logout/").status_code == 200
    assert client.get(reverse("organisms:profile")).status_code == 200
    client.post("/compte/logout/")
    assert client.get(reverse("organisms:profile")).status_code == 302


def test_signup_is_closed(client, django_user_model):
    fields = {"email": "seule@example.org", "password1": PASSWORD}
    for page in (client.get("/compte/signup/"), client.post("/compte/signup/", fields)):
        assert "On entre sur invitation" in page.content.decode()
    assert not django_user_model.objects.exists()


def test_password_reset_answers_the_same_for_known_and_unknown(client, person):
    answers = [client.post("/compte/password/reset/", {"email": e}) for e in (person.email, "inconnue@example.org")]
    assert len({(a.status_code, a.url) for a in answers}) == 1
    known, unknown = mail.outbox
    assert "/compte/password/reset/key/" in known.body
    assert "/compte/password/reset/key/" not in unknown.body
    assert "signup" not in unknown.body
    assert known.subject == unknown.subject


def test_password_reset_link_changes_the_password_once(client, person):
    client.post("/compte/password/reset/", {"email": person.email})
    link = re.search(r"/compte/password/reset/key/\S+", mail.outbox[0].body).group()
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    new = "une autre route de terre"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)
    assert client.get(reverse("organisms:profile")).status_code == 200
    again = client.get(link, follow=True)
    assert "Ce lien ne sert plus" in again.content.decode()


def test_the_link_of_a_letter_is_at_our_address_whatever_the_request_named(client, person, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://portail.example.org"
    client.post("/compte/password/reset/", {"email": person.email}, headers={"host": "ailleurs.example"})
    links = re.findall(r"https?://\S+", mail.outbox[0].body)
    assert [link.split("/compte/")[0] for link in links] == ["https://portail.example.org"]


@pytest.mark.parametrize("word", ["court", "nadia@example.org"])
def test_password_change_refuses_weak_ones(client_for, person, word):
    fields = {"oldpassword": PASSWORD, "password1": word, "password2": word}
    page = client_for(person).post("/compte/password/change/", fields)
    assert page.status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    "name", ["account_email", "account_confirm_login_code", "account_request_login_code", "socialaccount_connections"]
)
def test_rooms_we_do_not_open_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


ROOMS = [
    "account_change_password", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list", "account_logout",
    "account_reauthenticate", "mfa_reauthenticate",
]  # fmt: skip
DOORS = ["account_login", "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done"]


@pytest.fixture
def guarded(client, person):
    """Someone logged in just now, with an application and recovery codes."""
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return client


def test_application_is_added_from_a_square_drawn_in_the_page(client, person):
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    address = reverse("mfa_activate_totp")
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    text = client.get(address).content.decode()
    assert re.search(r'<div class="qr"[^>]*>\s*<svg ', text)
    assert "data:image" not in text


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_of_the_account_speak_french_in_our_look(guarded, name):
    page = guarded.get(reverse(name), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert "layout.css" in text
    assert '<html lang="fr-CA">' in text
    assert not re.search(r"style=|onclick=|Please|Veuillez|<script>", text)


@pytest.mark.parametrize("name", [name for name in ROOMS if name != "account_logout"])
def test_rooms_of_the_account_want_a_login(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith(LOGIN)


@pytest.mark.parametrize("name", DOORS)
def test_doors_are_public_and_in_our_look(client, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'class="login-box"' in page.content.decode()


def test_second_step_is_offered_and_then_asked(client, person):
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert "Ajouter une application" in client.get(reverse("mfa_index")).content.decode()
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    client.post("/compte/logout/")
    answer = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
    assert "Deuxième étape" in answer.content.decode()
    assert client.get(reverse("organisms:profile")).status_code == 302
    assert "Ce code ne va pas" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    code = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("organisms:profile")).status_code == 200


@pytest.mark.parametrize("page", ["accessibilite", "renseignements-personnels"])
def test_static_pages_are_public(client, page):
    assert client.get(f"/page/{page}/").status_code == 200
