"""Entering by an issuer that runs beside: it opens accounts that stand, makes none, and is believed only so far."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from environs import Env

from organisms.accounts.issuer.claims import EntryRefused, identity_of
from organisms.accounts.issuer.ties import untie_account
from organisms.models import IssuerTie, Membership, User
from roriq_portal.settings.issuers import read_issuer
from tests.factories import ALWAYS, make_user
from tests.issuers import BELIEVED, CLIENT, DOUBTED, agreed, issuer_at, know, running_issuer
from tests.jobs import run_pending_jobs
from tests.refusals import as_owner

pytestmark = pytest.mark.django_db
START = "/compte/organisation/"
MAIL = "louise@example.org"


@pytest.fixture(scope="module")
def place():
    with running_issuer() as address:
        yield address


@pytest.fixture
def louise(organism):
    person = make_user("Louise Bergeron", email=MAIL, password="un long chemin de gravier")
    Membership.objects.create(user=person, organism=organism, role="director", during=ALWAYS)
    return person


@pytest.fixture
def issuer(place, settings):
    cache.clear()
    settings.ISSUER = issuer_at(place)
    know(place, "louise", email="Louise@Example.org", email_verified=True)
    return place


def to_issuer(browser, **said) -> str:
    return browser.post(START, said).headers["Location"]


def enter(subject="louise", browser=None, **said):
    browser = browser or Client()
    answer = browser.get(agreed(to_issuer(browser, **said), subject))
    browser.answer = answer
    return browser


def words_at_login(browser) -> str:
    assert browser.answer.headers["Location"] == reverse("account_login")
    return browser.get(reverse("account_login")).text


def is_in(browser) -> bool:
    return browser.get(reverse("organisms:profile")).status_code == 200


def test_nothing_is_there_until_a_server_names_an_issuer(settings):
    assert settings.ISSUER is None
    assert "Entrer avec" not in Client().get(reverse("account_login")).text
    assert Client().post(START).status_code == Client().get(f"{START}retour/").status_code == 404


def test_an_account_is_tied_by_its_verified_address_and_told(issuer, louise, django_capture_on_commit_callbacks):
    assert "Entrer avec Réseau 365" in Client().get(reverse("account_login")).text
    with django_capture_on_commit_callbacks(execute=True):
        browser = enter(next="/organismes/")
    assert browser.answer.headers["Location"] == "/organismes/"
    assert browser.session.get_expire_at_browser_close()
    assert is_in(browser)
    (tie,) = IssuerTie.objects.all()
    assert (tie.user, tie.issuer, tie.subject) == (louise, issuer, "louise")
    event = IssuerTie.pgh_event_model.objects.get()
    assert event.pgh_context.metadata["user"] == louise.pk
    run_pending_jobs()
    assert "Votre compte a été relié" in mail.outbox[0].body
    assert User.objects.filter(email__iexact=MAIL).count() == 1
    assert not SocialAccount.objects.exists()
    # The identity is known by its subject: another address there changes nothing, and ties nothing again
    know(issuer, "louise", email="l.bergeron@example.org", email_verified=True)
    assert is_in(enter())
    assert IssuerTie.objects.count() == 1


def test_what_is_asked_of_the_issuer_and_who_waits_for_it(issuer):
    sessions = Session.objects.count()
    browser = Client()
    asked = parse_qs(urlsplit(to_issuer(browser, scope="admin", auth_params="prompt=none")).query)
    assert asked["client_id"] == [CLIENT]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/compte/organisation/retour/"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"]
    assert asked["nonce"]
    assert "prompt" not in asked
    assert Session.objects.count() == sessions
    cookie = browser.cookies["issuer_state"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", START)
    assert Client().get(START).status_code == 405


def test_who_is_refused_reads_why(issuer, louise, organism, invite):
    invite(email="attendue@example.org")
    User.objects.filter(pk=make_user("Partie", email="partie@example.org").pk).update(is_active=False)
    IssuerTie.objects.create(user=make_user("Reliée", email="reliee@example.org"), issuer=issuer, subject="ancienne")
    people = {
        "non-verifiee": ({"email": MAIL, "email_verified": False}, "n’a pas vérifié le courriel louise@example.org"),
        "sans-dire": ({"email": MAIL}, "n’a pas vérifié"),
        "sans-courriel": ({"email_verified": True}, "ne nous donne pas votre courriel"),
        "ailleurs": ({"email": "louise@autre.test", "email_verified": True}, "n’est pas d’une organisation qui entre"),
        "inconnue": ({"email": "qui@example.org", "email_verified": True}, "Demandez une invitation"),
        "invitee": ({"email": "attendue@example.org", "email_verified": True}, "Acceptez-la d’abord"),
        "partie": ({"email": "partie@example.org", "email_verified": True}, "Demandez une invitation"),
        "nouvelle": ({"email": "reliee@example.org", "email_verified": True}, "déjà relié à une autre identité"),
        "autre-public": (
            {"email": MAIL, "email_verified": True, "aud": "un-autre-portail"}, "que nous ne pouvons pas croire"
        ),
        "autre-emetteur": (
            {"email": MAIL, "email_verified": True, "iss": "https://ailleurs.test"}, "que nous ne pouvons pas croire"
        ),
        "autre-demande": (
            {"email": MAIL, "email_verified": True, "nonce": "rejouee"}, "que nous ne pouvons pas croire"
        ),
        "finie": ({"email": MAIL, "email_verified": True, "exp": 1000}, "que nous ne pouvons pas croire"),
    }  # fmt: skip
    accounts = User.objects.count()
    seated = list(Membership.objects.exclude(user=None).values_list("user", flat=True))
    for subject, (claims, words) in people.items():
        know(issuer, subject, **claims)
        browser = enter(subject)
        assert words in words_at_login(browser), subject
        assert not is_in(browser), subject
    assert User.objects.count() == accounts
    assert list(Membership.objects.exclude(user=None).values_list("user", flat=True)) == seated
    assert IssuerTie.objects.count() == 1


def test_a_way_back_opens_once_and_only_where_it_began(issuer, louise):
    browser = Client()
    back = agreed(to_issuer(browser), "louise")
    stranger = Client()
    stranger.answer = stranger.get(back)
    assert "vient d’une autre fenêtre" in words_at_login(stranger)
    cookie = browser.cookies["issuer_state"].value
    browser.answer = browser.get(back)
    assert is_in(browser)
    # Sent again with the cookie it had: used
    thief = Client()
    thief.cookies.load({"issuer_state": cookie})
    thief.answer = thief.get(back)
    assert "Recommencez" in words_at_login(thief)
    assert not is_in(thief)
    # Another's answer, put into the browser of a person who had begun: not the state of their cookie
    begun = Client()
    to_issuer(begun)
    begun.answer = begun.get(back)
    assert "vient d’une autre fenêtre" in words_at_login(begun)
    for query in ({}, {"state": "x"}, {"state": "x", "code": "y"}, {"error": "access_denied"}):
        lost = Client()
        lost.answer = lost.get(f"{START}retour/?{urlencode(query)}")
        assert "Recommencez" in words_at_login(lost)
    cancelled = Client()
    state = parse_qs(urlsplit(to_issuer(cancelled)).query)["state"][0]
    cancelled.answer = cancelled.get(f"{START}retour/?{urlencode({'state': state, 'error': 'access_denied'})}")
    assert "La connexion a été annulée" in words_at_login(cancelled)


def test_an_issuer_that_is_away_or_speaks_for_another_is_said(issuer, louise, settings):
    settings.ISSUER = issuer_at("http://127.0.0.1:9")
    browser = Client()
    browser.answer = browser.post(START)
    assert "Réseau 365 ne répond pas" in words_at_login(browser)
    # Its document, read at an address that is not the one it names
    settings.ISSUER = issuer_at(f"{issuer}/.well-known/openid-configuration")
    browser.answer = browser.post(START)
    assert "ne répond pas" in words_at_login(browser)
    settings.ISSUER = issuer_at(issuer)
    back = agreed(to_issuer(browser), "louise")
    settings.ISSUER = issuer_at("http://127.0.0.1:9")
    browser.answer = browser.get(back)
    assert "ne répond pas" in words_at_login(browser)


def test_the_second_step_is_asked_again_or_trusted_as_the_settings_say(issuer, louise, settings):
    settings.MFA_REQUIRED = True
    know(issuer, "louise", email=MAIL, email_verified=True, amr=["pwd", "mfa"])
    # Nothing set up: led to the page that sets it up, unless the issuer did it and is trusted
    page = reverse("organisms:second-step")
    assert enter().get(reverse("organisms:profile")).headers["Location"] == page
    settings.ISSUER = issuer_at(issuer, second_step="trusted")
    trusted = enter()
    assert is_in(trusted)
    # Trust that ends, ends for who is in already
    settings.ISSUER = issuer_at(issuer)
    assert trusted.get(reverse("organisms:profile")).headers["Location"] == page
    TOTP.activate(louise, generate_totp_secret())
    asked = enter()
    assert asked.answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(asked)
    settings.ISSUER = issuer_at(issuer, second_step="trusted")
    assert is_in(enter())
    know(issuer, "louise", email=MAIL, email_verified=True, amr=["pwd"])
    assert enter().answer.headers["Location"] == reverse("mfa_authenticate")
    know(issuer, "louise", email=MAIL, email_verified=True, acr="deux-etapes")
    assert enter().answer.headers["Location"] == reverse("mfa_authenticate")
    settings.ISSUER = issuer_at(issuer, second_step="trusted", acr=("deux-etapes",))
    assert is_in(enter())
    assert Authenticator.objects.filter(user=louise).exists()


def test_a_closed_seat_closes_the_door_and_a_closed_account_too(issuer, louise, organism):
    browser = enter()
    team = reverse("organisms:team", args=[organism.pk])
    assert browser.get(team).status_code == 200
    today = timezone.localdate()
    Membership.objects.filter(user=louise).update(during=DateRange(ALWAYS.lower, today))
    assert browser.get(team).status_code == enter().get(team).status_code == 404
    User.objects.filter(pk=louise.pk).update(is_active=False)
    assert not is_in(enter())


def test_the_network_unties_an_account(issuer, louise, network, client_for, django_capture_on_commit_callbacks):
    device = enter()
    tie = louise.issuer_ties.get()
    assert device.get("/moi/renseignements/").status_code == 200
    page = reverse("organisms:person-detail", args=[louise.pk])
    assert issuer in client_for(network).get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        client_for(network).post(reverse("organisms:tie-remove", args=[louise.pk, tie.pk]))
    run_pending_jobs()
    assert "n’est plus relié" in mail.outbox[-1].body
    assert not louise.issuer_ties.exists()
    assert device.get("/moi/renseignements/").status_code == 302
    letters = len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        untie_account(tie=tie)  # somebody else untied it a moment before
    run_pending_jobs()
    assert len(mail.outbox) == letters
    assert "Compte délié" in client_for(network).get(page).text
    own = IssuerTie.objects.create(user=network, issuer=issuer, subject="x")
    mine = client_for(network)
    UserSession.objects.create(user=network, session_key=mine.session.session_key, ip="10.0.0.1")
    assert mine.post(reverse("organisms:tie-remove", args=[network.pk, own.pk])).status_code == 302
    assert reverse("account_login") in mine.get(page).headers["Location"]


def test_the_database_ties_one_identity_to_one_account(louise, network):
    IssuerTie.objects.create(user=louise, issuer="https://a.test", subject="1")
    for user, issuer, subject in [(network, "https://a.test", "1"), (louise, "https://a.test", "2"), (louise, "", "3")]:
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuerTie.objects.create(user=user, issuer=issuer, subject=subject)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organisms_issuertie SET user_id = %s", [network.pk])
    as_owner("UPDATE organisms_issuertie SET user_id = %s", network.pk)
    assert IssuerTie.pgh_event_model.objects.order_by("-pgh_id").first().user == network


def test_what_issuers_say_of_an_address_is_believed_only_so_far():
    google = issuer_at("https://accounts.google.com", domains=("gmail.com", "example.org"))
    said = {"iss": "https://accounts.google.com", "sub": "1", "email_verified": True}
    assert identity_of({**said, "email": "a@gmail.com"}, google).email == "a@gmail.com"
    assert identity_of({**said, "email": MAIL, "hd": "example.org"}, google).email == MAIL
    with pytest.raises(EntryRefused):
        identity_of({**said, "email": MAIL}, google)
    microsoft = issuer_at("https://login.microsoftonline.com/t/v2.0")
    for value, is_believed in [(True, True), ("1", True), (1, True), (False, False), ("0", False), (None, False)]:
        token = {"iss": microsoft.url, "sub": "1", "email": MAIL, "xms_edov": value}
        if is_believed:
            assert identity_of(token, microsoft).subject == "1"
        else:
            with pytest.raises(EntryRefused):
                identity_of(token, microsoft)


def test_settings_refuse_an_issuer_that_nobody_could_believe(monkeypatch):
    good = {
        "OIDC_ISSUER": "https://accounts.google.com/", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b",
        "OIDC_DOMAINS": "@Example.org, autre.test",
    }  # fmt: skip

    def read(**changes):
        for name, value in {**good, **changes}.items():
            monkeypatch.setenv(name, value)
        return read_issuer(Env())

    assert read().domains == ("example.org", "autre.test")
    assert read().places == ["https://accounts.google.com"]
    assert read(OIDC_ISSUER="") is None
    assert [read(OIDC_ISSUER=address).url for address in BELIEVED] == [one.rstrip("/") for one in BELIEVED]
    for changes in [
        *[{"OIDC_ISSUER": address} for address in DOUBTED],
        {"OIDC_CLIENT_SECRET": ""},
        {"OIDC_DOMAINS": ""},
        {"OIDC_SECOND_STEP": "peut-etre"},
    ]:
        with pytest.raises(ImproperlyConfigured):
            read(**changes)
