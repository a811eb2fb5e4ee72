"""Stories of stability: the network finds 47 days between two agreements; a funder takes a year of papers away."""

import zipfile

import pytest

from tests import factories
from tests.jobs import run_pending_jobs
from tests.reporting.builders import funder_reports
from tests.reporting.monitoring.builders import renewed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def row_of(page, name) -> str:
    return page.locator("table.ledger tbody tr", has_text=name).inner_text().replace("\xa0", " ")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_the_network_sees_a_gap_of_47_days_by_organism_and_by_funder(page_for, width, scripts):
    organism = factories.make_organism("La Croisée boréale")
    funder = factories.make_funder("Ministère des Essais")
    renewed(organism, funder)
    renewed(
        factories.make_organism("Carrefour du Fleuve", region="01"), factories.make_funder("Autre bailleur"), late=0
    )
    page = page_for(factories.make_network_user("Samuel Ouellet-Pinto"), width=width, scripts=scripts)

    page.goto("/ententes/")
    page.click("main a:text-is('Stabilité')")
    page.select_option("#id_annee", "tout")
    page.click("main button:has-text('Chercher')")
    assert "47" in row_of(page, "La Croisée boréale")
    assert "47" not in row_of(page, "Carrefour du Fleuve")

    page.select_option("#id_par", "bailleur")
    page.click("main button:has-text('Chercher')")
    assert "47" in row_of(page, "Ministère des Essais")
    assert "47" not in row_of(page, "Autre bailleur")

    page.select_option("#id_par", "organisme")
    page.click("main button:has-text('Chercher')")
    page.click("main a:text-is('La Croisée boréale')")
    page.select_option("#id_annee", "tout")
    page.click("main button:has-text('Compter')")
    assert "47" in row_of(page, "MIN-2026")
    drawing = page.locator(".spans svg[role=img]:visible")
    assert drawing.count() == 1
    assert drawing.locator("text.span-days").all_text_contents() == ["47\xa0j"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_funder_takes_the_papers_of_a_year(page_for, tmp_path):
    organism, funder = factories.make_organism("La Croisée boréale"), factories.make_funder("Ministère des Essais")
    director = factories.make_seated_user("Louise Bergeron-Diallo", organism, "director")
    report = funder_reports.make_issued(factories.make_agreement(organism, funder, "MIN-2024-031"), director)
    funder_reports.make_documents(report)
    page = page_for(factories.make_funder_user("Claire Gagné-Silva", funder))

    page.goto("/")
    page.click("nav a:has-text('Suivi')")
    page.select_option("main select[name=annee]", "2025")
    page.click("main button:has-text('Rassembler')")
    page.wait_for_url("**/suivi/annee/2025/**")
    run_pending_jobs()
    link = page.locator("a:has-text('Télécharger le ZIP')")
    link.wait_for()
    with page.expect_download() as taken:
        link.click()
    taken.value.save_as(tmp_path / "annee.zip")
    names = zipfile.ZipFile(tmp_path / "annee.zip").namelist()
    assert next(name for name in names if name.endswith(".pdf")).startswith("la-croisee-boreale/min-2024-031-")
    assert {"index.csv", "index.html"} <= set(names)
