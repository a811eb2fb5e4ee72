"""A register comes in: read, judged, imported by its job, sent a second time, taken out."""

from pathlib import Path

import pytest

from services.models import Activity, ImportBatch
from tests.jobs import run_pending_jobs

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HEADER = "Date;Activité;Volet;Personnes immigrantes;Société d’accueil;Notes"
ROWS = (
    "03/06/2025;Premier accueil;4;5;;Arrivée d’été",
    "31/02/2025;Premier accueil;4;2;;Reçue au comptoir",
    "12/06/2025;Activité de rapprochement;4;12;20;Fête des voisins, à l’érablière",
)


@pytest.fixture
def register(tmp_path) -> Path:
    """A register as a spreadsheet saves it in Windows: its second row has a day that no February has."""
    file = tmp_path / "registre-été.csv"
    file.write_bytes("\r\n".join((HEADER, *ROWS, "")).encode("windows-1252"))
    return file


def bring(page, organism, register) -> None:
    page.goto(f"/o/{organism.pk}/imports/")
    page.click("main a:has-text('Importer un registre')")
    page.set_input_files("#id_file", register)
    page.click("button:text-is('Téléverser et vérifier')")


def facts(page) -> dict[str, str]:
    """What the head of an import's page counts, by its words."""
    pairs = page.locator("dl.facts > div").all()
    return {pair.locator("dt").inner_text(): pair.locator("dd").inner_text() for pair in pairs}


def faulty_row(page) -> list[str]:
    row = page.get_by_role("table", name="Lignes à corriger").locator("tbody tr")
    assert row.count() == 1
    return row.locator("th, td").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False])
def test_register_is_judged_imported_once_and_taken_out(page_for, organism, coordinator, register, scripts):
    page = page_for(coordinator, scripts=scripts)
    bring(page, organism, register)

    assert "Rien n’est encore inscrit" in page.locator("main").inner_text()
    assert facts(page)["Lignes prêtes"] == "2"
    number, column, value, remark = faulty_row(page)
    assert (number.split()[-1], column, value) == ("3", "Date", "31/02/2025")
    assert "n’existe pas" in remark
    assert not Activity.objects.exists()

    page.click("button:text-is('Importer les 2 lignes valides')")
    assert page.locator("progress").is_visible()
    assert run_pending_jobs()[0] == "portal:import-register"
    page.click("main a:has-text('Actualiser')") if not scripts else page.wait_for_selector("text=2 lignes importées")
    assert "2 lignes importées. À corriger" in page.locator("main").inner_text().replace("\xa0", " ")
    counted = {activity.activity_type.name: activity for activity in Activity.objects.select_related("activity_type")}
    assert {name: row.immigrants for name, row in counted.items()} == {
        "Premier accueil": 5,
        "Activité de rapprochement": 12,
    }
    assert counted["Activité de rapprochement"].note == "Fête des voisins, à l’érablière"

    bring(page, organism, register)
    assert facts(page)["Lignes prêtes"] == "0"
    assert facts(page)["Déjà inscrites"] == "2"
    assert page.locator("button:has-text('Importer')").count() == 0
    assert Activity.objects.count() == 2

    undo(page, organism)
    assert "Fiches retirées : 2" in page.locator("[role=status]").first.inner_text().replace("\xa0", " ")
    assert not Activity.objects.live().exists()
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["read", "undone"]


def undo(page, organism) -> None:
    page.goto(f"/o/{organism.pk}/imports/")
    page.locator("tbody tr", has_text="Importé").locator("a").click()
    page.click("main a:text-is('Annuler l’importation')")
    page.click("button:text-is('Annuler l’importation')")


def test_faulty_rows_come_back_as_a_file_that_imports_once_mended(page_for, organism, coordinator, register, tmp_path):
    page = page_for(coordinator)
    bring(page, organism, register)
    with page.expect_download() as download:
        page.click("main a:has-text('Télécharger les lignes à corriger')")
    mended = tmp_path / "corrigées.csv"
    text = Path(download.value.path()).read_text("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 2
    assert lines[0] == f"Ligne du fichier;À corriger;{HEADER}"
    assert "Reçue au comptoir" in lines[1]
    mended.write_text(text.replace("31/02/2025", "28/02/2025"), "utf-8-sig")

    bring(page, organism, mended)
    page.click("button:text-is('Importer la ligne valide')")
    run_pending_jobs()
    page.wait_for_selector("text=Une ligne importée")
    assert Activity.objects.get().day.isoformat() == "2025-02-28"


def test_file_that_is_no_register_is_refused_in_a_sentence(page_for, organism, coordinator, tmp_path):
    page = page_for(coordinator)
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    bring(page, organism, picture)
    assert page.locator("[role=alert]").inner_text().strip()
    assert page.url.endswith("/imports/ajouter/")
    assert not ImportBatch.objects.exists()
