"""Story of a hole: an agreement ends, a region loses a service, a neighbour offers it and the hole closes."""

import pytest

from services.models import Offering, Service
from tests import factories
from tests.journeys.axe import SIDEWAYS
from tests.services.offerings.builders import WELCOME, offer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
AFTER = "2027-04-01"


def look(page, day) -> None:
    page.goto("/")
    if page.viewport_size["width"] < 992:
        page.click("button:has-text('Menu')")
        page.click(".door-places a:text-is('Continuum')")
    else:
        page.click("nav .door:has-text('Organisme')")
        page.click(".places-list a:text-is('Continuum')")
    page.fill("#id_jour", day)
    page.select_option("#id_volet", "4")
    page.click("main button:has-text('Regarder')")
    page.wait_for_url(f"**/continuum/?jour={day}*")


def answer(page, region="Abitibi-Témiscamingue") -> str:
    """What the matrix says of the welcome in a region, wide or narrow."""
    if page.viewport_size["width"] < 768:
        line = page.locator(".matrix-narrow > li", has_text=region).locator("li", has_text=WELCOME)
        return line.inner_text().replace("\xa0", " ")
    place = page.locator(".filing thead th").all_inner_texts().index(WELCOME)
    row = page.locator(".filing tbody tr", has=page.locator(f"th:has-text('{region}')"))
    return row.locator("th, td").nth(place).inner_text().replace("\xa0", " ")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_a_hole_appears_when_an_agreement_ends_and_closes_when_an_offer_is_added(page_for, width, scripts):
    organism = factories.make_organism("La Croisée boréale")
    helper = factories.make_organism("Maison des Deux-Rives")
    funder = factories.make_funder("Ministère des Essais")
    offer(organism, agreements=[factories.make_agreement(organism, funder, "MIN-2024-031")])
    long = factories.make_agreement(
        helper, funder, "MIN-2026-040", start=factories.date(2026, 4, 1), end=factories.date(2029, 4, 1)
    )
    page = page_for(
        factories.make_seated_user("Paul Nguyen-Fortin", helper, "coordinator"), width=width, scripts=scripts
    )

    look(page, "2026-11-23")
    assert "À découvert" in answer(page)
    assert "après le 31 mars 2027" in answer(page)
    falls = page.locator("section", has=page.locator("#c-tombe")).inner_text()
    assert "31 mars 2027" in falls
    assert organism.name in falls
    assert "MIN-2024-031" not in falls
    look(page, AFTER)
    assert "Manque" in answer(page)
    assert page.evaluate(SIDEWAYS) <= 0

    page.goto(f"/o/{helper.pk}/offre/")
    page.click("main a:text-is('Offrir un service')")
    page.select_option("#id_service", label=f"4 – {WELCOME}")
    page.fill("#id_first_day", "2026-12-01")
    page.get_by_label("MIN-2026-040").check()
    page.click("main button:text-is('Enregistrer')")
    assert "payé par MIN-2026-040" in page.locator("main").inner_text()
    made = Offering.objects.get(organism=helper)
    assert (made.service, made.region.code) == (Service.objects.get(words=WELCOME), "08")
    assert list(made.agreements.all()) == [long]

    look(page, AFTER)
    assert "Offert" in answer(page)
    assert "Manque" not in answer(page)


def test_tiles_are_walked_by_keyboard_and_lead_to_the_region(page_for, committed_reference, organism, staff):
    offer(organism)
    page = page_for(staff)
    page.goto("/continuum/")
    page.focus(".regions a >> nth=0")
    names = []
    for _ in range(17):
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert len(set(names)) == 17
    assert any(name.startswith("Abitibi-Témiscamingue : ") for name in names)
    page.focus(".regions a[aria-label^='Abitibi']")
    stroke = "getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth"
    assert page.evaluate(stroke) == "4px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/08/continuum/**")
    assert organism.name in page.locator("main").inner_text()
