"""Reading the portrait without a script, on a phone: a filter, a number and its records, a section to share."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.factories import make_activity
from tests.network.organism_portrait.test_pages import page_of

pytestmark = pytest.mark.journey


def test_a_coordinator_reads_the_portrait_without_a_script(page_for, organism, coordinator):
    for month in (6, 7, 8):
        make_activity(organism, "Activité de rapprochement", immigrants=4, host=2, day=date(2025, month, 3))
    page = page_for(coordinator, width=320, scripts=False)
    page.goto(page_of(organism))

    page.select_option("[name=annee]", "2025")
    page.select_option("[name=volet]", "4")
    page.get_by_role("button", name="Voir", exact=True).first.click()
    expect(page.get_by_text("Le volet choisi laisse de côté")).to_be_visible()
    page.get_by_role("link", name="Seule, à partager : Cinq ans").click()
    expect(page.get_by_role("heading", name="Cinq ans")).to_be_visible()
    page.get_by_text("Voir le tableau").click()
    expect(page.get_by_role("region", name="Tableau : Cinq ans")).to_be_visible()
    page.locator(".multiples .figure-link").first.click()
    expect(page.get_by_text("3 fiches").first).to_be_visible()
