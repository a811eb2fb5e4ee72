"""Entering with the account of one's organisation, in a browser, at an issuer that runs beside."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from organisms.models import IssuerTie, Membership
from tests.factories import ALWAYS, make_organism, make_user
from tests.issuers import issuer_at, know, running_issuer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_enters_by_their_issuer_and_a_stranger_reads_whom_to_ask(
    page_for, live_server, committed_reference, settings, scripts
):
    person = make_user("Louise Bergeron", email="louise@example.org", password="un long chemin de gravier")
    house = make_organism("La Croisée boréale", region="08")
    Membership.objects.create(user=person, organism=house, role="director", during=ALWAYS)
    cache.clear()
    with running_issuer() as address:
        settings.ISSUER = issuer_at(address)
        settings.SITE_URL = live_server.url
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        policy = {**directives, "form-action": [*directives["form-action"], *settings.ISSUER.places]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
        know(address, "louise", email="louise@example.org", email_verified=True)
        know(address, "inconnue", email="inconnue@example.org", email_verified=True)
        for subject, words in [("inconnue", "Demandez une invitation"), ("louise", "La Croisée boréale")]:
            page = page_for(width=320, scripts=scripts)
            page.goto(reverse("organisms:profile"))
            page.click("button:has-text('Entrer avec Réseau 365')")
            page.fill("[name=sub]", subject)
            page.click("button:has-text('Authorize')")
            page.wait_for_url(f"{live_server.url}/**")
            assert words in page.text_content("main")
    assert IssuerTie.objects.get().user == person
