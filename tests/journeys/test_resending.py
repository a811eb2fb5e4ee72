"""A letter that did not leave, from the network's home: three clicks, what sending it again does, and what it did."""

import smtplib

import pytest
from django.core.mail import EmailMessage, get_connection

from organisms.models import Letter
from organisms.outbox.delivery import deliver
from tests.factories import make_network_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OUTBOX = "organisms.outbox.backend.OutboxBackend"


class Refusing:
    """A post that refuses the address for good."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"absente@example.org": (550, b"boite inconnue")})


@pytest.fixture
def letter(committed_reference, settings) -> Letter:
    """One that the post refused."""
    settings.LETTER_BACKEND = f"{__name__}.Refusing"
    message = EmailMessage("Rapport à compléter", "Bonjour,", to=["absente@example.org"])
    get_connection(OUTBOX).send_messages([message])
    letter = Letter.objects.get()
    deliver(letter.pk)
    return letter


@pytest.mark.parametrize("scripts", [True, False])
def test_a_letter_that_failed_is_sent_again_in_three_clicks(page_for, letter, settings, scripts):
    page = page_for(make_network_user("Camille Réseau"), scripts=scripts)
    page.goto("/")
    assert "1\u00a0courriel n’est pas parti" in page.inner_text("main")

    page.click("main a:text-is('Travaux et courriels')")
    assert "boite inconnue" in page.inner_text("main")
    assert "Chacun repart tel qu’il était écrit, à la même adresse." in page.inner_text("main")
    page.click("button:has-text('Renvoyer Rapport à compléter')")
    assert "Le courriel «\u00a0Rapport à compléter\u00a0» repart vers absente@example.org." in page.inner_text("main")

    deliver(letter.pk)
    page.reload()
    assert "Non livré" in page.inner_text("main")
    settings.LETTER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page.click("button:text-is('Renvoyer tous les courriels non livrés')")
    assert "1\u00a0courriel repart." in page.inner_text("main")

    deliver(letter.pk)
    page.goto("/")
    assert "pas parti" not in page.inner_text("main")
    assert Letter.objects.get().state == "sent"
