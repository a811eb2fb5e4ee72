"""Registers as people really save them, through the pages: tests/data/trials/EXPECTED.md says what each must give."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from services import jobs
from services.counting import activity_totals
from services.imports.actions import ImportRefused, choose_reading, start_import
from services.imports.forms import field_key
from services.models import Activity, ImportBatch, TypeMapping
from tests import factories
from tests.services.imports.test_import_expected import CASES, agree
from tests.services.imports.test_views_imports import address, upload, words_of

pytestmark = pytest.mark.django_db
TRIALS = Path(__file__).resolve().parents[2] / "data" / "trials"
ALL = (
    "V1.01=1 V1.02=14 V1.06=1 V1.07=6 V2.05=2 V2.08=1 V2.09=9 V3.02=1 V3.03=12 V4.01=1 V4.05=2 V4.13=1 V4.14=31 "
    "V4.15=24 V5.01=1 V5.04=1 V5.05=5"
)
CHARGED = {"MIN-2023-017": 9, "SQ-2024-112": 2, "MRC-2024-04": 3}
YEARS = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def town(db):
    region, _, references = CASES["registre-2024-2025.csv"]
    organism = factories.make_organism("Accueil Drummond", region=region)
    agree(organism, references)
    return organism


@pytest.fixture
def person(town):
    return factories.make_seated_user("Karim Essai", town, "staff")


@pytest.fixture
def client(client_for, person):
    return client_for(person)


def send(client, town, name):
    """Upload a trial file and follow the pages up to the first that asks or shows something."""
    answer = upload(client, town, (TRIALS / name).read_bytes(), name)
    while answer.status_code == 302:
        answer = client.get(answer.headers["Location"])
    return answer


def answer(client, page, **answers):
    """Answer the form of a page, and follow the pages to the next that asks or shows something."""
    form = page.context["form"]
    sent = {field: answers.get(field, form[field].value()) for field in form.fields}
    return client.post(page.request["PATH_INFO"], sent, follow=True)


def import_all(client, town, person):
    batch = ImportBatch.objects.get(organism=town)
    client.post(address("import-start", town, batch.pk))
    jobs.import_register(batch_id=batch.pk, user_id=person.pk)
    batch.refresh_from_db()
    return batch


def totals(town):
    found = activity_totals.counts(activity_totals.Scope(town.pk, *YEARS))
    return {code: result.value for code, result in found.items() if result.value}


def figures(words):
    return {code: Decimal(value) for code, value in (pair.split("=") for pair in words.split())}


def check_all_twelve(client, town, person, page):
    assert "Importer les 12 lignes valides" in words_of(page)
    batch = import_all(client, town, person)
    assert (batch.state, batch.summary["imported"], batch.summary["faulty"]) == ("done", 12, 0)
    assert totals(town) == figures(ALL)
    charged = {agreement.reference: agreement.charges.count() for agreement in town.agreements.all()}
    assert charged == CHARGED
    whole = activity_totals.named_partners(activity_totals.Scope(town.pk, *YEARS))
    assert (whole.of(["V3.01"]).value, whole.of(["V5.02"]).value) == (2, 1)


def errors_of(page):
    return {fault["rows"][0]: fault for fault in page.context["errors"].page}


def rows_of(faults):
    return [row for fault in faults.page for row in fault["rows"]]


def test_a_file_of_a_macintosh_keeps_its_accents(client, town, person):
    page = send(client, town, "T01-mac-excel-macroman.csv")
    assert "encodage des Macintosh" in words_of(page)
    check_all_twelve(client, town, person, page)
    notes = " ".join(Activity.objects.values_list("note", flat=True))
    assert "Séance animée à l'hôtel" in notes
    assert not any(sign in notes for sign in "ŽˆÈÍ")


def test_one_odd_byte_changes_no_other_letter(client, town, person):
    page = send(client, town, "T03-utf8-un-seul-octet-windows.csv")
    (warning,) = page.context["warnings"].page
    assert (warning["rows"], "encodage" in warning["message"]) == (["10"], True)
    check_all_twelve(client, town, person, page)
    assert Activity.objects.get(activity_type__name="Activité de rapprochement").note.startswith("F\u00eate")


def test_a_quotation_mark_left_open_is_told_and_swallows_nothing(client, town, person):
    page = send(client, town, "T06-guillemet-jamais-ferme.csv")
    assert "Importer les 11 lignes valides" in words_of(page)
    (fault,) = errors_of(page).values()
    assert (fault["rows"], "guillemet" in fault["message"]) == (["4"], True)


def test_files_glued_together_repeat_their_titles(client, town, person):
    page = send(client, town, "T08-mois-colles-bout-a-bout.csv")
    assert "Titres répétés, laissés de côté : lignes 6, 11." in words_of(page)
    check_all_twelve(client, town, person, page)
    assert not TypeMapping.objects.exists()


def test_totals_are_told_from_names(client, town, person):
    page = send(client, town, "T09-sous-totaux-et-total.csv")
    assert "Totaux laissés de côté : lignes 5, 9, 16." in words_of(page)
    check_all_twelve(client, town, person, page)
    assert town.partners.filter(name="Total Énergies Québec").exists()
    assert Activity.objects.filter(note="Total de la salle : 14").exists()


@pytest.mark.parametrize(("month_first", "ready", "errors"), [("1", 10, 0), ("0", 8, 2)])
def test_months_written_before_days_are_asked_about(client, town, person, month_first, ready, errors):
    page = send(client, town, "T12-mois-avant-jour.csv")
    assert "Mois/jour/année : 04/25/2024, 05/30/2024 ne se lisent qu’ainsi" in words_of(page)
    batch = ImportBatch.objects.get()
    refused = client.post(address("import-start", town, batch.pk), follow=True)
    assert not Activity.objects.exists()
    assert refused.status_code == 200
    page = answer(client, page, month_first=month_first)
    assert (page.context["summary"]["ready"], page.context["summary"]["errors"]) == (ready, errors)
    assert "mois/jour/année" in words_of(page)
    import_all(client, town, person)
    assert Activity.objects.filter(day=date(2024, 4, 3)).exists() == (month_first == "1")
    assert Activity.objects.count() == ready


def test_an_unanswered_order_of_days_writes_nothing(client, town, person):
    send(client, town, "T12-mois-avant-jour.csv")
    batch = ImportBatch.objects.get()
    seen = client.get(address("import-detail", town, batch.pk), follow=True)
    started = client.post(address("import-start", town, batch.pk), follow=True)
    assert "Comment lire ce fichier" in words_of(seen)
    assert "Comment lire ce fichier" in words_of(started)
    assert not Activity.objects.exists()


def test_upright_bars_separate_columns(client, town, person):
    check_all_twelve(client, town, person, send(client, town, "T15-barres-verticales.csv"))


def test_merged_cells_are_filled_once_asked(client, town, person):
    page = send(client, town, "X02-cellules-fusionnees.xlsx")
    assert "Par exemple, ligne 3, colonne « Date » : 2024-04-03." in words_of(page)
    assert "Cellules fusionnées sur plusieurs lignes" in words_of(page)
    page = answer(client, page, fill_merged="1")
    # The activity of row 6 and the town of row 9 were lost when their cells were merged: what fills them contradicts
    assert set(rows_of(page.context["errors"])) == {"6", "9"}
    import_all(client, town, person)
    assert Activity.objects.filter(day=date(2024, 4, 3)).count() == 3
    assert not Activity.objects.filter(municipality__isnull=True).exists()
    assert not Activity.objects.filter(charges__isnull=True).exists()


def test_merged_cells_left_blank_are_told_row_by_row(client, town, person):
    page = answer(client, send(client, town, "X02-cellules-fusionnees.xlsx"), fill_merged="0")
    assert rows_of(page.context["errors"]) == ["3", "4", "6"]
    assert all("fusionnée" in fault["message"] for fault in page.context["errors"].page)
    assert {"8", "9", "11", "12", "13"} <= set(rows_of(page.context["warnings"]))


def test_hidden_rows_and_columns_are_said(client, town, person):
    page = send(client, town, "X03-filtre-et-colonnes-masquees.xlsx")
    words = words_of(page)
    assert "9 lignes masquées dans le classeur, par un filtre ou à la main : lues quand même." in words
    assert "1 colonne masquée dans le classeur, et lue quand même : « Quantité »." in words
    check_all_twelve(client, town, person, page)


def test_hidden_rows_may_be_left_aside(client, town, person):
    send(client, town, "X03-filtre-et-colonnes-masquees.xlsx")
    batch = ImportBatch.objects.get()
    page = client.get(address("import-reading", town, batch.pk))
    page = answer(client, page, hidden_rows="0")
    assert "Importer les 3 lignes valides" in words_of(page)
    assert "9 lignes masquées" in words_of(page)


def test_a_sheet_a_month_is_read_whole(client, town, person):
    page = send(client, town, "X04-un-onglet-par-mois.xlsx")
    words = words_of(page)
    assert "Feuilles lues : « Avril » (3 lignes), « Mai » (3 lignes), « Juin-juillet » (6 lignes)." in words
    assert "Feuille non lue : « Listes » (masquée)." in words
    check_all_twelve(client, town, person, page)


def test_sheets_are_offered_one_by_one(client, town, person):
    send(client, town, "X04-un-onglet-par-mois.xlsx")
    batch = ImportBatch.objects.get()
    page = client.get(address("import-reading", town, batch.pk))
    page = answer(client, page, sheets=["1"])
    assert "Importer les 3 lignes valides" in words_of(page)
    assert "Feuilles non lues : « Avril », « Juin-juillet », « Listes » (masquée)." in words_of(page)


def test_a_sheet_that_is_no_register_is_refused_beside_the_choice_and_nothing_is_kept(client, town, person):
    book = openpyxl.Workbook()
    book.active.append(["Date", "Activité", "Volet", "Notes"])
    book.active.append(["2025-06-03", "Premier accueil", 4, ""])
    other = book.create_sheet("Sans date")
    for row in (["Activité", "Volet", "Notes", "Municipalité"], ["Premier accueil", 4, "x", "Amos"]):
        other.append(row)
    data = io.BytesIO()
    book.save(data)
    upload(client, town, data.getvalue(), "deux-feuilles.xlsx")
    batch = ImportBatch.objects.get()
    page = client.get(address("import-reading", town, batch.pk), follow=True)
    refused = answer(client, page, sheets=["1"])
    assert refused.status_code == 422
    assert "Il manque au registre : Date" in words_of(refused)
    batch.refresh_from_db()
    assert batch.reading == {}
    assert client.get(address("import-reading", town, batch.pk)).status_code == 200


def test_an_answer_about_the_reading_judges_anew_before_the_import(client, town, person):
    send(client, town, "X04-un-onglet-par-mois.xlsx")
    batch = ImportBatch.objects.get()
    assert batch.summary
    choose_reading(batch=batch, answers={"sheets": ["1"]})
    with pytest.raises(ImportRefused, match="Dites d’abord"):
        start_import(batch=batch, by=person)


def test_formulas_without_value_are_told(client, town, person):
    page = send(client, town, "X05-formules-sans-valeur.xlsx")
    assert rows_of(page.context["errors"]) == ["2", "7", "9", "10"]
    assert all("formule sans valeur" in fault["message"] for fault in page.context["errors"].page)
    import_all(client, town, person)
    assert Activity.objects.count() == 8
    assert "V1.01" not in totals(town)


def test_errors_of_formulas_are_named(client, town, person):
    page = send(client, town, "X06-formules-et-erreurs-calculees.xlsx")
    faults = errors_of(page)
    assert {row: fault["value"] for row, fault in faults.items()} == {"9": "#N/A", "10": "#REF!", "12": "#DIV/0!"}
    assert all("erreur" in fault["message"] for fault in faults.values())
    assert any(fault["rows"] == ["3"] and "#REF!" in fault["message"] for fault in page.context["warnings"].page)
    import_all(client, town, person)
    assert Activity.objects.count() == 9
    assert not Activity.objects.filter(note__contains="#REF").exists()


def test_a_coloured_last_cell_weighs_nothing(client, town, person):
    page = send(client, town, "X08-derniere-ligne-coloree.xlsx")
    assert "Importer les 10 lignes valides" in words_of(page)
    assert (page.context["summary"]["errors"], page.context["summary"]["skipped"]) == (0, 0)
    import_all(client, town, person)
    assert totals(town) == figures(ALL.split(" V5.04")[0])


def test_titles_on_two_rows_are_read_together(client, town, person):
    page = send(client, town, "X09-titres-sur-deux-lignes.xlsx")
    assert "Les titres prennent deux lignes" in words_of(page)
    check_all_twelve(client, town, person, page)
    women = activity_totals.counts(activity_totals.Scope(town.pk, *YEARS))
    kinds = [result.breakdown for result in women.values()]
    assert sum(kind.get(("sex", "femmes"), 0) for kind in kinds) == 34 - 2  # those of « Premier accueil » count nowhere
    assert not Activity.objects.filter(municipality__isnull=True).exists()


def test_a_total_of_persons_is_asked_about_and_becomes_no_dwelling(client, town, person):
    page = send(client, town, "X12-colonne-total-de-personnes.xlsx")
    assert "Des personnes, ou une quantité ?" in words_of(page)
    assert list(page.context["form"].fields) == [field_key("Total")]
    page = answer(client, page, **{field_key("Total"): "-"})
    assert set(rows_of(page.context["errors"])) == {"7", "9", "12", "13"}
    import_all(client, town, person)
    assert "V4.05" not in totals(town)
    again = upload(client, town, (TRIALS / "X12-colonne-total-de-personnes.xlsx").read_bytes(), "mai.xlsx")
    assert "Des personnes, ou une quantité" in words_of(client.get(again.headers["Location"]))


def test_a_web_page_is_told_by_its_name(client, town, person):
    page = send(client, town, "X21-page-web-nommee.xls")
    assert page.status_code == 422
    assert "est une page Web, pas un classeur" in words_of(page)
    assert "enregistrez-le en XLSX" in words_of(page)
    assert not ImportBatch.objects.exists()


def test_errors_and_hidden_rows_of_an_old_workbook_are_told(client, town, person):
    name = "classeur-en-erreurs.xls"
    page = upload(client, town, (TRIALS.parent / name).read_bytes(), name)
    while page.status_code == 302:
        page = client.get(page.headers["Location"])
    told = words_of(page)
    assert "2 lignes masquées de la feuille « Registre » dans le classeur : lues quand même." in told
    assert "1 colonne masquée de la feuille « Registre » dans le classeur, et lue quand même" in told
    told_of = {row: fault["value"] for row, fault in errors_of(page).items()}
    assert (told_of["3"], told_of["4"]) == ("#REF!", "#DIV/0!")
    assert [fault["lines"] for fault in page.context["warnings"].page if "#N/A" in fault["message"]] == ["5"]


def test_the_example_of_a_merged_cell_is_no_markup(client, town, person):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (
        ["Date", "Activité", "Ville", "Notes"],
        [date(2024, 5, 2), "Suivi", "<b>Amos</b>"],
        [date(2024, 5, 3), "Suivi"],
    ):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    book.save(out)
    page = upload(client, town, out.getvalue(), "fusion.xlsx")
    while page.status_code == 302:
        page = client.get(page.headers["Location"])
    assert "colonne «\xa0Ville\xa0»\xa0: &lt;b&gt;Amos&lt;/b&gt;." in page.text
