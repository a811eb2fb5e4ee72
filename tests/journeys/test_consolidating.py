"""A region consolidated with one organism missing, the network frozen, a report reopened: what both papers say."""

import re
import shutil
import subprocess

import pytest

from network.models import ConsolidatedReport
from tests.jobs import run_pending_jobs
from tests.network.worlds import build_world
from tests.verapdf import check_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is absent"),
]
MISSING = "Organisme brume (Abitibi-Témiscamingue) : rapport non approuvé : brouillon."
REOPENED = "Organisme croix (Abitibi-Témiscamingue) : rapport rouvert ou retourné, en correction."


def words(page) -> str:
    return page.inner_text("main").replace("\xa0", " ")


def paper_of(page, folder, name: str):
    """The PDF of the version that the page shows, saved as a reader saves it."""
    with page.expect_download() as saved:
        page.locator("main a:has-text('PDF')").first.click()
    saved.value.save_as(folder / f"{name}.pdf")
    return folder / f"{name}.pdf"


def text_of(paper) -> str:
    read = subprocess.run(["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True)
    # A name with a hyphen may end a line there
    return re.sub(r"(?<=\w)- (?=\w)", "-", " ".join(read.stdout.replace("\xa0", " ").split()))


def verdict_of(page, paper) -> str:
    """What the page of verification says of the code that the paper prints."""
    code = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", text_of(paper)).group()
    page.goto("/verifier/")
    page.fill("#id_code", code)
    page.locator("main button[type=submit]").first.click()
    return words(page)


def begin(page, what: str) -> None:
    """From the list, begun for the year 2025-2026."""
    page.goto("/rapports-consolides/")
    page.click("main a:has-text('Commencer un rapport consolidé')")
    page.select_option("#id_what", label=what)
    page.select_option("#id_year", label="2025-2026")
    page.click("main button:text-is('Commencer')")


def freeze(page, reason: str = "") -> None:
    page.click("main a:text-is('Figer')")
    if reason:
        page.fill("#id_reason", reason)
    page.click("main button:has-text('Figer')")
    run_pending_jobs()
    page.reload()


def test_a_report_reopened_after_both_were_frozen_is_said_by_both_papers(page_for, committed_reference, tmp_path):
    world = build_world()
    run_pending_jobs()
    pivot, network = (page_for(who, scripts=False) for who in (world.pivot, world.network))
    visitor = page_for(scripts=False)

    begin(pivot, "Région Abitibi-Témiscamingue")
    assert "Organisme brume" in words(pivot)
    freeze(pivot)
    begin(network, "Tout le réseau")
    freeze(network)
    first = {name: paper_of(page, tmp_path, name) for name, page in (("region", pivot), ("network", network))}
    for paper in first.values():
        assert MISSING in text_of(paper)
        assert "Organisme croix (" not in text_of(paper)
        assert "en vigueur" in verdict_of(visitor, paper).lower()

    network.goto(f"/rapports/{world.report('croix').pk}/")
    network.click("main a:text-is('Rouvrir')")
    network.fill("#id_reason", "Une feuille retrouvée.")
    network.click("main button[type=submit]:has-text('Rouvrir')")
    run_pending_jobs()

    last = {}
    for name, page, whole in (
        ("region", pivot, ConsolidatedReport.objects.get(scope="region")),
        ("network", network, ConsolidatedReport.objects.get(scope="network")),
    ):
        assert "un rapport qu’elle compte a bougé depuis" in verdict_of(visitor, first[name])
        page.goto(f"/rapports-consolides/{whole.pk}/")
        assert "Cette version n’est plus à jour" in words(page)
        assert "Organisme croix : son rapport a été rouvert le" in words(page)
        page.click("main summary:has-text('Préparer la version suivante')")
        page.click("main button:has-text('Préparer la version suivante')")
        freeze(page, "La Croix corrige.")
        last[name] = paper_of(page, tmp_path, f"{name}-2")

    for name, paper in last.items():
        said = text_of(paper)
        assert MISSING in said
        assert REOPENED in said
        assert "Remplace la version 1" in said
        assert "Motif : La Croix corrige." in said
        assert "a bougé depuis" not in verdict_of(visitor, paper)
        assert "Remplacée par la version 2" in verdict_of(visitor, first[name])
    assert check_all([*first.values(), *last.values()]) == [[]] * 4
