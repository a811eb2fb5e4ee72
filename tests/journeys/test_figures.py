"""Story of a figure: recorded by hand, read as a result, followed to its records, exported, cut by a new definition."""

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.models import Activity
from tests import factories
from tests.journeys.axe import SIDEWAYS

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TALK = "1 – Séance d’information"
YEAR = "Année de l’État 2025-2026"


def words(page) -> str:
    return page.locator("main").inner_text().replace("\xa0", " ")


def record(page, organism, day, people, **parts) -> None:
    page.goto(f"/o/{organism.pk}/activites/ajouter/")
    page.select_option("#id_activity_type", label=TALK)
    page.fill("#id_day", day)
    page.fill("#id_immigrants", people)
    page.click("summary:has-text('Ventiler')")
    for label, value in parts.items():
        page.get_by_label(label, exact=True).fill(value)
    page.click("button:text-is('Enregistrer')")
    page.wait_for_url(f"**/o/{organism.pk}/activites/")


def figure(page, code) -> list[str]:
    """Result, before, gap: what the row of a code says, read as a person reads it."""
    row = page.locator("tr[role=row]", has=page.locator(f"th a.code:text-is('{code}')"))
    return [cell.strip().replace("\xa0", " ") for cell in row.locator("td").all_inner_texts()]


def parts(page, code, axis) -> dict[str, str]:
    table = page.locator(".parts table").filter(has=page.locator(f"caption:has-text('{code}'):has-text('{axis}')"))
    rows = table.locator("tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").last.inner_text().strip() for row in rows}


def download(page, link, folder: Path) -> Path:
    with page.expect_download() as waited:
        page.click(link)
    kept = folder / waited.value.suggested_filename
    waited.value.save_as(kept)
    return kept


def choose(page, period) -> None:
    page.select_option("#id_periode", label=period)
    page.click("main button:text-is('Voir la période')")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)])
def test_a_figure_is_read_followed_and_exported(page_for, organism, staff, coordinator, tmp_path, width, scripts):
    worker = page_for(staff)
    record(worker, organism, "2025-04-01", "12", Femmes="7", Hommes="3")
    record(worker, organism, "2026-03-31", "9", Femmes="4")
    record(worker, organism, "2025-03-31", "30")
    assert Activity.objects.filter(organism=organism, created_by=staff).count() == 3

    page = page_for(coordinator, width=width, scripts=scripts)
    page.goto(f"/organismes/{organism.pk}/")
    page.click("main a:has-text('Résultats')")
    choose(page, YEAR)
    assert figure(page, "V1.01")[:3] == ["2", "1", "+1"]
    assert figure(page, "V1.02")[:3] == ["21", "30", "−9"]
    assert parts(page, "V1.02", "Sexe ou genre") == {"Femmes": "11", "Hommes": "3", "Non ventilé": "7"}
    assert page.evaluate(SIDEWAYS) <= 0

    page.fill("#id_du", "2025-04-01")
    page.fill("#id_au", "2025-09-30")
    page.click("main button:text-is('Voir la période')")
    assert figure(page, "V1.02")[0] == "12"
    assert parts(page, "V1.02", "Sexe ou genre") == {"Femmes": "7", "Hommes": "3", "Non ventilé": "2"}

    page.goto(f"/o/{organism.pk}/resultats/")
    choose(page, YEAR)
    the_files_say_the_same(page, tmp_path)
    page.locator("tr", has=page.locator("th a.code:text-is('V1.02')")).locator("td").first.locator("a").click()
    people = [int(cell) for cell in page.locator("tbody td[data-label='Pers. imm.']").all_inner_texts()]
    assert sorted(people) == [9, 12]
    assert "Ensemble : 21 participations (V1.02)." in words(page)


def the_files_say_the_same(page, folder) -> None:
    head, *rows = csv.reader(
        download(page, "main a:has-text('CSV')", folder).read_text("utf-8-sig").splitlines(), delimiter=";"
    )
    told = {(row[1], row[5]): row[6] for row in rows}
    assert head[6] == YEAR
    parts_told = {part: value for (code, part), value in told.items() if code == "V1.02"}
    assert parts_told == {"": "21", "Femmes": "11", "Hommes": "3", "Non ventilé": "7"}
    book = load_workbook(download(page, "main a:has-text('XLSX')", folder), read_only=True)
    cells = [row[:7] for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert [row[6] for row in cells if row[1] == "V1.02" and not row[5]] == [21]
    assert [row[6] for row in cells if row[1] == "V1.02" and row[5] == "Femmes"] == [11]


def test_a_changed_definition_breaks_the_series_for_every_reader(page_for, organism, coordinator, network):
    for month in (6, 11):
        factories.make_activity(organism, "Premier accueil", day=date(2025, month, 3))
    page = page_for(coordinator)
    page.goto(f"/o/{organism.pk}/resultats/?periode=etat-2025&indicateur=V4.01")
    assert figure(page, "V4.01")[0] == "2"
    assert "Rupture" not in words(page)
    page.click("a.code:text-is('V4.01')")
    assert "Premières rencontres" in words(page)
    assert "Changer la définition" not in words(page)

    theirs = page_for(network)
    theirs.goto("/indicateurs/")
    theirs.click("main a:has-text('Premières rencontres')")
    theirs.click("main a:has-text('Changer')")
    theirs.fill("[name=words]", "Premiers entretiens")
    theirs.fill("[name=valid_from]", "2025-10-01")
    theirs.click("main .btn-primary")
    said = words(theirs)
    assert said.index("Premiers entretiens") < said.index("1er avril 2012")
    assert "Premières rencontres" in said

    page.goto(f"/o/{organism.pk}/resultats/?periode=etat-2025&indicateur=V4.01")
    sentence = "Rupture au 1er octobre 2025 : « Premiers entretiens », auparavant « Premières rencontres »."
    months = [
        row.replace("\xa0", " ")
        for row in page.locator("#serie").locator("xpath=ancestor::section").locator("tbody tr").all_inner_texts()
    ]
    place = months.index(sentence)
    assert months[place - 1].startswith("Septembre 2025")
    assert months[place + 1].startswith("Octobre 2025")
    assert figure(page, "V4.01")[2] == "–"
    page.goto("/indicateurs/")
    assert "définition changée" in page.locator("tr", has_text="V4.01").inner_text()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_analyst_reads_the_network_and_small_counts_stay_hidden(
    page_for, organism, far_organism, analyst, staff, width
):
    day = date(2025, 6, 3)
    factories.make_activity(organism, "Premier accueil", day=day)
    factories.make_activity(far_organism, "Premier accueil", day=day)
    factories.make_activity(organism, "Séance d’information", day=day, immigrants=7)
    factories.make_activity(far_organism, "Séance d’information", day=day, immigrants=8)
    page = page_for(analyst, width=width)
    page.goto("/organismes/")
    if width < 992:
        page.click("button:has-text('Menu')")
    page.click("nav .door:has-text('Résultats')")
    if width < 992:
        page.click(".places-toggle")
    page.click(".places-list a:text-is('Résultats')")
    choose(page, YEAR)
    # Two regions, 7 and 8, nothing small: shown, and their sum
    assert figure(page, "V1.02")[0] == "15"
    assert figure(page, "V4.01")[0] == "x"
    assert page.locator("tbody td[data-label='Résultat'] a").count() == 0
    assert page.evaluate(SIDEWAYS) <= 0
    assert page_for(staff).goto("/reseau/resultats/").status == 404
