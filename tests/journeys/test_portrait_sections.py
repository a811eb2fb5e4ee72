"""Story of a map: the network chooses a measure without scripts, follows a tile; nothing stops a reader; axe."""

from datetime import date

import pytest

from agreements.models import Agreement
from tests import factories
from tests.journeys.axe import SIDEWAYS, faults
from tests.network.worlds import build_world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(db):
    world = build_world()
    for name, hires in (("lacs", 3), ("fleuve", 7), ("port", 40)):
        factories.make_activity(world.organisms[name], "Embauche", day=date(2025, 6, 3), quantity=hires)
    funder = factories.make_funder()
    for name in ("lacs", "port"):
        factories.make_agreement(world.organisms[name], funder, f"E-{name}")
    Agreement.objects.update(signed_on=date(2024, 3, 1))
    return world


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_measure_is_chosen_and_a_tile_leads_to_its_region(world, page_for, width):
    page = page_for(world.network, width=width, scripts=False)
    page.goto("/reseau/portrait/regions/?annee=2025")
    page.select_option("#id_mesure", label="V3.07 Embauches")
    page.click("form.choose button")
    assert page.locator(".regions-tiles .region-masked").count() == 2
    assert page.locator(".regions-labelled .region-beside").first.is_visible() == (width >= 768)
    assert page.evaluate(SIDEWAYS) <= 0
    page.locator(".regions-tiles a[aria-label^='Montréal']").click()
    assert "/regions/06/resultats/" in page.url


def test_nothing_stops_a_reader_of_regions_money_and_filing(world, page_for):
    page = page_for(world.network)
    for address in ("regions/?annee=2025&mesure=embauches", "regions/?mesure=rien", "argent/", "depots/?annee=2025"):
        page.goto(f"/reseau/portrait/{address}")
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert faults(page) == []
