"""Somebody looks for a partner, a page and a number: by keyboard, by phone, and without scripts."""

import pytest

from organisms.names import sort_name
from services.models import Partner
from tests.journeys.axe import SIDEWAYS
from tests.journeys.conftest import WIDTHS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NAME = "Comité d’accueil de la Vallée"


@pytest.fixture
def partner(organism):
    return Partner.objects.create(organism=organism, kind="partner", name=NAME, sort_name=sort_name(NAME))


def test_one_key_and_a_few_letters_lead_anywhere(page_for, organism, agreement, partner, coordinator):
    page = page_for(coordinator)
    page.goto("/rapports/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("vallee accueil")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text-is('Chercher')")
    assert page.locator("mark").all_inner_texts() == ["accueil", "Vallée"]
    page.click(f"main a:has-text('{NAME}')")
    page.wait_for_selector(f"h1:has-text('{NAME}')")

    page.goto(f"/o/{organism.pk}/partenaires/")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.closest('main') !== null && document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("min-2024-031")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ententes/{agreement.pk}/")


def test_a_phone_and_a_browser_without_scripts_search_too(page_for, partner, coordinator):
    page = page_for(coordinator, width=320, scripts=False)
    page.goto("/rapports/")
    page.click("a.masthead-find")
    page.fill("main input[name=q]", "comite")
    page.click("main .find button")
    page.click(f"main a:has-text('{NAME}')")
    page.wait_for_selector(f"h1:has-text('{NAME}')")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_search_fit_their_window(page_for, agreement, partner, coordinator, width):
    page = page_for(coordinator, width=width)
    for path in ("/chercher/", "/chercher/?q=accueil", "/chercher/?q=accueil&quoi=aide", "/chercher/?q=komite",
                 "/chercher/?q=a", "/plan/", "/aide/coordination/"):  # fmt: skip
        page.goto(path)
        assert page.evaluate(SIDEWAYS) <= 0, path
