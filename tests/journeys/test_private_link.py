"""An officer of an MRC, without account, accepts with a reserve by phone, from the letter, then takes it back."""

import re

import pytest
from django.core import mail

from reporting.models import Report
from tests.jobs import run_pending_jobs
from tests.journeys.axe import faults
from tests.reporting.builders.links import LEA
from tests.reporting.builders.reports import make_issued

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RESERVE = "Sous réserve du rapport financier vérifié."
PHONE = {"width": 390, "height": 844}


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def send(page, report) -> str:
    """The coordinator reads the letter, sends it, and never sees the address that it carries."""
    page.goto(f"/rapports/{report.pk}/liens/")
    page.click("text=Envoyer un lien par courriel")
    for name, typed in (("name", LEA.name), ("function", LEA.function), ("email", LEA.email)):
        page.fill(f"[name={name}]", typed)
    page.click("text=Lire la lettre")
    assert LEA.name in words(page)
    assert "/lien/" not in words(page)
    page.click("text=Envoyer la lettre")
    assert "Lien envoyé" in words(page)
    run_pending_jobs()
    [letter] = [letter for letter in mail.outbox if letter.to == [LEA.email]]
    return re.search(r"(/lien/\S+)", letter.body).group(1)


@pytest.mark.parametrize("scripts", [True, False])
def test_officer_accepts_with_a_reserve_by_phone(page_for, agreement, coordinator, director, network, scripts):
    report = make_issued(agreement, director)
    address = send(page_for(coordinator), report)
    phone = page_for(scripts=scripts)
    phone.set_viewport_size(PHONE)
    phone.goto(address)
    assert fits(phone)
    phone.click("text=Oui, avec réserve")
    phone.fill("[name=name]", LEA.name)
    phone.fill("[name=function]", LEA.function)
    phone.click("text=Signer et envoyer")
    assert "Votre réponse n’est pas partie" in words(phone)
    assert phone.input_value("[name=name]") == LEA.name
    phone.fill("[name=text]", RESERVE)
    phone.wait_for_timeout(3100)
    phone.click("text=Signer et envoyer")
    assert "Réponse reçue" in words(phone)
    assert RESERVE in words(phone)
    assert fits(phone)
    if scripts:
        assert faults(phone) == []
    assert Report.objects.get(pk=report.pk).state == "reserve"

    phone.click("text=Annuler l’acceptation")
    phone.fill("[name=reason]", "Mauvais rapport.")
    phone.click("button:has-text('Annuler l’acceptation')")
    assert "Votre réponse est annulée" in words(phone)
    assert Report.objects.get(pk=report.pk).state == "issued"
