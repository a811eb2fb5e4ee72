"""Story of a look: the network opens its portrait without scripts, chooses, opens a table, shares one section; axe."""

import subprocess
from datetime import date

import pytest

from tests import factories
from tests.journeys.axe import SIDEWAYS, faults
from tests.network.portrait.builders import inform
from tests.network.worlds import build_world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(db):
    world = build_world()
    for year, people in ((2023, 60), (2024, 80), (2025, 90)):
        for name in ("lacs", "fleuve", "port"):
            inform(world.organisms[name], date(year, 6, 3), people)
    factories.make_agreement(world.organisms["lacs"], factories.make_funder())
    return world


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_portrait_is_looked_at_without_scripts(world, page_for, width):
    page = page_for(world.network, width=width, scripts=False)
    page.goto("/reseau/portrait/")
    page.select_option("#id_annee", label="2024-2025")
    page.select_option("#id_volet", label="1. Recrutement")
    page.click("form.filters button:text-is('Voir')")
    assert page.locator("h1").inner_text() == "Portrait du réseau, 2024-2025"
    page.click("#p-cinq-ans ~ * summary, section[aria-labelledby=p-cinq-ans] summary")
    row = page.locator("section[aria-labelledby=p-cinq-ans] tr", has_text="V1.02")
    assert row.locator("td").nth(6).inner_text() == "240"
    assert page.evaluate(SIDEWAYS) <= 0

    page.select_option("#id_indicateur", label="V1.02 Participations aux séances d’information")
    page.click("form.choose button")
    assert [word for word in ("annee=2024", "indicateur=V1.02") if word not in page.url] == []
    page.click("section[aria-labelledby=p-organismes] .take a:has-text('à partager')")
    assert page.url.split("?")[0].endswith("/reseau/portrait/organismes/")
    assert page.locator("section[aria-labelledby^=p-]").count() == 1
    assert page.evaluate(SIDEWAYS) <= 0


def test_nothing_stops_a_reader_of_the_portrait(world, page_for):
    page = page_for(world.network)
    for address in ("/reseau/portrait/", "/reseau/portrait/reponses/", "/reseau/portrait/?annee=1789"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert faults(page) == []


def test_the_first_page_that_prints_has_more_than_a_title(world, page_for, tmp_path):
    """Twice as many words as here, as lines of funders have."""
    page = page_for(world.network)
    page.goto("/reseau/portrait/")
    figures = "document.querySelector('.figures-eight')"
    page.evaluate(f"[...{figures}.children].forEach((row) => {figures}.append(row.cloneNode(true)))")
    page.pdf(path=tmp_path / "portrait.pdf", format="Letter")
    first = ["pdftotext", "-l", "1", str(tmp_path / "portrait.pdf"), "-"]
    said = subprocess.run(first, capture_output=True, text=True, check=True).stdout
    assert [words for words in ("Les chiffres de l’année", "Argent des ententes") if words not in said] == []
