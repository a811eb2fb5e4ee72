"""Entering by an access key alone, and keeping one's recovery codes."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from organisms.models import Membership
from tests.factories import ALWAYS, make_organism, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "un long chemin de gravier"


@pytest.fixture
def person(committed_reference):
    return make_user("Louise Bergeron-Diallo", email="louise@example.org", password=PASSWORD)


def carry_a_key(page):
    """Give the browser a key of its own that answers as if its owner had touched it."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_key_opens_the_portal_by_itself_and_asking_for_it_opens_no_session(page_for, person):
    page = page_for(person)
    carry_a_key(page)
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("[name=password]", PASSWORD)
    page.click("button:text-is('Confirmer')")
    page.check("[name=passwordless]")
    page.click("button:text-is('Ajouter la clé')")
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    Session.objects.all().delete()

    page.goto(reverse("account_login"))
    page.click("button:has-text('Utiliser une clé d’accès')")
    page.wait_for_url(lambda url: "/compte/" not in url)

    page.goto(reverse("organisms:profile"))
    assert "louise@example.org" in page.text_content("main")
    assert Session.objects.count() == 1


def test_recovery_codes_are_copied_one_a_line(page_for, person):
    TOTP.activate(person, generate_totp_secret())
    codes = RecoveryCodes.activate(person).get_unused_codes()
    page = page_for(person)
    page.goto(reverse("mfa_view_recovery_codes"))
    page.fill("[name=password]", PASSWORD)
    page.click("button:text-is('Confirmer')")
    copied = page.evaluate("""() => {
      getSelection().selectAllChildren(document.querySelector(".codes"));
      return getSelection().toString();
    }""")
    assert copied.split("\n") == codes


@pytest.mark.parametrize("are_cookies_lost", [False, True])
def test_words_wait_for_their_person_when_no_session_is_left(page_for, person, are_cookies_lost):
    house = make_organism("La Croisée boréale", region="08")
    Membership.objects.create(user=person, organism=house, role="director", during=ALWAYS)
    page = page_for(person, width=320)
    page.goto(reverse("services:activity-add", args=[house.pk]))
    page.fill("[name=note]", "Deux familles de Rouyn")
    Session.objects.all().delete()
    cache.clear()
    if are_cookies_lost:
        page.context.clear_cookies()
    page.click("main button[type=submit] >> nth=0")
    assert "ce que vous avez écrit vous attend" in page.text_content("main")
    page.fill("[name=login]", "louise@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("button:text-is('Se connecter')")
    assert page.input_value("[name=note]") == "Deux familles de Rouyn"
    assert "est revenu dans les boîtes" in page.text_content("main")
