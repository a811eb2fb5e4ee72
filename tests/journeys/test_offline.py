"""A report leaves as a workbook, is filled on a train, comes back beside what a colleague typed, and is taken."""

import pytest

from tests.journeys.axe import faults
from tests.journeys.conftest import WIDTHS
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer
from tests.reporting.filling.offline.books import opened

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TEXT = "v4-faits-saillants"


@pytest.fixture
def report(organism, network, coordinator):
    report = make_annual(organism, network)
    answer(report, "v4-03", coordinator, "301")
    return report


def fetch(page, path):
    """The workbook that the page gives, kept as a file."""
    with page.expect_download() as waited:
        page.get_by_role("link", name="Télécharger le classeur").click(no_wait_after=True)
    waited.value.save_as(path)
    return opened(path.read_bytes())


@pytest.mark.parametrize("scripts", [True, False])
def test_a_workbook_goes_out_and_comes_back(page_for, report, coordinator, director, tmp_path, scripts):
    page = page_for(coordinator, scripts=scripts)
    page.goto(f"/rapports/{report.pk}/")
    page.click("main a:has-text('Remplir hors ligne')")
    file = tmp_path / "classeur.xlsx"
    book = fetch(page, file).fill("v4-03", 310).fill("v4-04", 12).fill("v4-06", "douze")
    book.fill(TEXT, text="Une année pleine.\nÀ suivre.")
    file.write_bytes(book.bytes())
    answer(report, "v4-03", director, "298")

    page.set_input_files("#id_file", file)
    page.click("button:text-is('Téléverser et comparer')")
    words = page.locator("main").inner_text().replace("\xa0", " ")
    assert "Rien n’est encore inscrit" in words
    assert "colonne « Nombre »" in words
    assert director.name in words
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not scripts or faults(page) == []
    page.get_by_label("Celle du classeur : 310").check()
    page.click("button:text-is('Prendre ce qui est choisi')")
    assert "3 réponses inscrites" in page.locator("main").inner_text().replace("\xa0", " ")
    assert {row.line_key: row.value for row in report.answers.exclude(line_key=TEXT)} == {"v4-03": 310, "v4-04": 12}
    assert report.answers.get(line_key=TEXT).text == "Une année pleine.\nÀ suivre."
    assert not scripts or faults(page) == []
    page.click("main a:has-text('Remplir hors ligne')")
    assert "Pris" in page.get_by_role("table", name="Classeurs reçus").inner_text()
    assert not scripts or faults(page) == []
