"""What a filled workbook changes, beside what was typed meanwhile and what may not be taken."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from reporting.jobs import forget_workbooks
from reporting.models import Answer, WorkbookUpload
from reporting.reports.actions.campaigns import excuse_report
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual, make_filed, make_returned
from tests.reporting.builders.reports import answer, line_of, make_funder_report
from tests.reporting.filling.offline.books import download, opened, page_of, send, take, words_of

pytestmark = pytest.mark.built_once("report")
TEXT = "v4-faits-saillants"


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def saved(report, key, band="") -> Answer | None:
    return report.answers.filter(line_key=key, band_key=band).first()


def faults_of(page) -> list[str]:
    return [fault.sentence.replace("\xa0", " ") for fault in page.context["comparison"].faults]


def sent(client, report, book):
    return send(client, report, book.bytes())


def test_what_was_typed_meanwhile_is_shown_beside_and_kept_without_a_choice(report, client, coordinator, director):
    answer(report, "v4-03", coordinator, "301")
    book = opened(download(client, report)).fill("v4-03", 310).fill("v4-04", 12).fill(TEXT, text="Du classeur.")
    answer(report, "v4-03", director, "298")
    answer(report, TEXT, director, text="Du portail.")

    page = sent(client, report, book)
    contested = {c.name: (c.before, c.now, c.in_file, c.by) for c in page.context["comparison"].contested}
    assert contested == {
        "q-v4-03": ("301", "298", "310", director.name),
        f"q-{TEXT}": ("–", "Du portail.", "Du classeur.", director.name),
    }
    assert director.name in words_of(page)

    done = take(client, page, **{"q-v4-03": "fichier"})
    assert [saved(report, key).value for key in ("v4-03", "v4-04")] == [310, 12]
    assert saved(report, TEXT).text == "Du portail."
    assert "Ce que le portail a gardé" in words_of(done)


def test_what_the_portal_alone_changed_since_is_left(report, client, coordinator, director):
    answer(report, "v4-03", coordinator, "301")
    book = opened(download(client, report)).fill("v4-04", 12)
    answer(report, "v4-03", director, "298")
    page = sent(client, report, book)
    assert [change.name for change in page.context["comparison"].changes] == ["q-v4-04"]
    take(client, page)
    assert saved(report, "v4-03").value == 298


def test_an_answer_saved_after_the_page_was_shown_is_shown_before_anything_is_written(report, client, director):
    page = sent(client, report, opened(download(client, report)).fill("v4-03", 310).fill("v4-04", 12))
    answer(report, "v4-03", director, "298")
    refused = take(client, page)
    assert refused.status_code == 409
    assert "Quelqu’un a répondu entre-temps" in words_of(refused)
    assert saved(report, "v4-04") is None
    take(client, refused)
    assert [saved(report, key).value for key in ("v4-03", "v4-04")] == [298, 12]


def test_a_workbook_is_taken_once(report, client):
    page = sent(client, report, opened(download(client, report)).fill("v4-03", 310))
    take(client, page)
    again = client.post(page.request["PATH_INFO"], {"vu": page.context["comparison"].mark, "x": "1"}, follow=True)
    assert "déjà été pris" in words_of(again)
    assert saved(report, "v4-03").revision == 1


def test_an_emptied_cell_erases_nothing_and_says_so(report, client, coordinator):
    answer(report, "v4-03", coordinator, "301")
    answer(report, TEXT, coordinator, text="Une année pleine.")
    book = opened(download(client, report))
    for column in ("Nombre", "Réponse"):
        book.cell("v4-03", column).value = None
    book.cell(TEXT, "Texte").value = None
    page = sent(client, report, book)
    assert page.context["comparison"].changes == []
    assert "2 cellules vidées n’effacent rien" in words_of(page)


def test_a_long_text_is_shown_around_what_differs(report, client, coordinator):
    text = "Une année pleine. " * 100
    answer(report, TEXT, coordinator, text=f"{text}Fin.")
    book = opened(download(client, report)).fill(TEXT, text=f"{text}Suite.")
    (change,) = sent(client, report, book).context["comparison"].changes
    assert change.before == f"…{text[-60:]}Fin."
    assert change.in_file == f"…{text[-60:]}Suite."
    book.fill(TEXT, text="é" * 500)
    (change,) = sent(client, report, book).context["comparison"].changes
    assert (change.before, change.in_file) == (f"{text[:400]}…", f"{'é' * 400}…")


def test_erasing_is_a_word(report, client, coordinator):
    answer(report, "v4-03", coordinator, "301")
    answer(report, TEXT, coordinator, text="Une année pleine.")
    book = opened(download(client, report)).fill("v4-03", answer="effacer").fill(TEXT, answer="effacer")
    page = sent(client, report, book)
    assert [change.in_file for change in page.context["comparison"].changes] == ["effacé", "effacé"]
    take(client, page)
    assert not report.answers.exists()


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"number": "douze"}, "colonne « Nombre » : Inscrivez un nombre, par exemple 128."),
        ({"number": -3}, "colonne « Nombre » : Un nombre sous zéro n’a pas de sens ici : inscrivez zéro ou plus."),
        ({"number": 1e30}, "colonne « Nombre » : Inscrivez un nombre, par exemple 128."),
        ({"number": "1.234"}, "colonne « Nombre » : « 1.234 » peut se lire 1 234 ou 1,234"),
        ({"number": 12.5}, "colonne « Nombre » : Inscrivez un nombre entier, sans décimale."),
        ({"number": 12, "answer": "n. d."}, "colonne « Nombre » : Vous avez écrit 12 et choisi n. d. : gardez l’un"),
        ({"answer": "peut-être"}, "colonne « Réponse » : Choisissez dans la liste"),
        ({"answer": "valeur"}, "colonne « Nombre » : Inscrivez un nombre, par exemple 128."),
        ({"number": 12, "answer": "effacer"}, "colonne « Réponse » : Vous avez écrit une réponse"),
        ({"text": "Beaucoup"}, "colonne « Texte » : On attend ici un nombre, dans la colonne « Nombre »."),
        ({"number": "=1+1"}, "colonne « Nombre » : Cette cellule est une formule sans valeur."),
        ({"number": "#REF!"}, "colonne « Nombre » : Cette cellule montre l’erreur #REF! du tableur."),
    ],
)  # fmt: skip
def test_a_faulty_cell_is_said_by_sheet_row_and_column_and_the_rest_is_taken(report, client, filled, sentence):
    book = opened(download(client, report)).fill("v4-03", **filled).fill("v4-04", 12)
    _, row = book.place("v4-03")
    page = sent(client, report, book)
    (fault,) = faults_of(page)
    assert fault.startswith(f"Feuille Volet 4, ligne {row}, {sentence}")
    done = take(client, page)
    assert [saved(report, key) and saved(report, key).value for key in ("v4-03", "v4-04")] == [None, 12]
    assert "Ce qui n’a pas été pris" in words_of(done)


def test_a_text_that_is_too_long_is_refused_with_its_length(report, client):
    book = opened(download(client, report)).fill(TEXT, text="é" * 3001)
    _, row = book.place(TEXT)
    (fault,) = faults_of(sent(client, report, book))
    words = "Ce texte compte 3 001 signes ; la limite est de 3 000."
    assert fault == f"Feuille Volet 4, ligne {row}, colonne « Texte » : {words}"


def test_a_ratio_above_its_whole_is_refused_at_its_second_column(report, client):
    page = sent(client, report, opened(download(client, report)).fill("v2-04", 50, over=40))
    (fault,) = faults_of(page)
    assert "colonne « Sur » : 50 dépasse 40" in fault


def test_a_breakdown_beyond_its_total_is_refused_whole(report, organism, client):
    book = opened(download(client, report))
    first, second = [mark for mark in book.marks() if mark.startswith("v4-09/")][:2]
    book.fill("v4-09", 10).fill(first, 8).fill(second, 7)
    page = sent(client, report, book)
    assert page.context["comparison"].changes == []
    assert any("La ventilation compte 15, le total en compte 10." in fault for fault in faults_of(page))
    take_back = opened(download(client, report)).fill("v4-09", 10).fill(first, 8).fill(second, "nd")
    take(client, sent(client, report, take_back))
    assert [saved(report, "v4-09", key.partition("/")[2]).state for key in (first, second)] == ["value", "nd"]


def test_a_computed_figure_is_locked_and_what_is_forced_there_is_not_read(report, organism, client):
    make_activity(organism, "Premier accueil", immigrants=5)
    book = opened(download(client, report))
    key = next(mark for mark in book.marks() if "/" not in mark and line_of(report, mark).figure)
    cell = book.cell(key)
    assert cell.protection.locked
    assert "Calculé d’après vos activités" in book.place(key)[0].cell(cell.row, 9).value
    book.place(key)[0].protection.sheet = False
    book.fill(key, 99).fill("v4-03", 3)
    page = sent(client, report, book)
    (fault,) = faults_of(page)
    assert "Le portail calcule ce nombre" in fault
    take(client, page)
    assert saved(report, key) is None
    assert saved(report, "v4-03").value == 3


def test_a_returned_report_opens_only_its_reopened_lines(organism, network, director, pivot, client_for):
    report = make_returned(organism, network, director, pivot, line_key="v4-05")
    client = client_for(director)
    book = opened(download(client, report))
    unlocked = {mark for mark in book.marks() if not book.cell(mark, "Réponse").protection.locked}
    assert unlocked == {"v4-05"}
    assert "Est-ce bien 7 ?" in book.place("v4-05")[0].cell(book.cell("v4-05").row, 9).value
    book.fill("v4-05", 9).fill("v4-06", 8)
    page = sent(client, report, book)
    assert "Cette cellule était protégée" in faults_of(page)[0]
    take(client, page)
    assert [saved(report, key).value for key in ("v4-05", "v4-06")] == [9, 7]


def test_a_workbook_of_before_a_return_fills_no_line_that_closed(organism, network, director, client_for, pivot):
    report = make_annual(organism, network)
    client = client_for(director)
    book = opened(download(client, report)).fill("v4-06", 8)
    make_returned(organism, network, director, pivot, line_key="v4-05")
    report.refresh_from_db()
    assert faults_of(sent(client, report, book))[0].endswith("Seules les lignes commentées sont ouvertes.")


def test_a_filed_report_has_no_workbook(organism, network, director, client_for):
    client = client_for(director)
    draft = make_annual(organism, network)
    page = sent(client, draft, opened(download(client, draft)).fill("v4-03", 3))
    report = make_filed(organism, network, director)
    for address in (page_of(report), reverse("reporting:workbook-download", args=[report.pk])):
        assert client.get(address).status_code == 403
    assert client.post(page.request["PATH_INFO"], {"vu": page.context["comparison"].mark}).status_code == 403
    assert "Remplir hors ligne" not in words_of(client.get(reverse("reporting:report-detail", args=[report.pk])))


def test_an_excused_report_has_no_workbook(report, network, client):
    excuse_report(report=report, reason="Fusion", by=network)
    assert client.get(page_of(report)).status_code == 403


def test_money_of_a_funders_form_goes_there_and_back(agreement, coordinator, client):
    report = make_funder_report(agreement, coordinator)
    book = opened(download(client, report))
    part = next(mark for mark in book.marks() if mark.startswith("af/"))
    book.fill(part, "1 234,50 $").fill("af-autres", 12.25)
    take(client, sent(client, report, book))
    assert saved(report, "af", part.partition("/")[2]).value * 100 == 123450
    assert saved(report, "af-autres").value * 100 == 1225


def test_money_by_agreement_has_a_row_for_each(report, agreement, client):
    book = opened(download(client, report)).fill(f"fin-recu/agreement-{agreement.pk}", 98000)
    take(client, sent(client, report, book))
    assert saved(report, "fin-recu", f"agreement-{agreement.pk}").value == 98000


@pytest.mark.parametrize("who", ["staff", "auditor"])
def test_who_may_not_write_reads_a_workbook_without_an_open_cell(report, who, client_for, request):
    client = client_for(request.getfixturevalue(who))
    book = opened(download(client, report))
    cells = (cell for sheet in book.book.worksheets for row in sheet.iter_rows() for cell in row)
    assert all(cell.protection.locked for cell in cells)
    assert all(sheet.protection.sheet for sheet in book.book.worksheets)
    page = words_of(client.get(page_of(report)))
    assert "Téléverser" not in page
    assert client.post(page_of(report), {}).status_code == 403


def test_the_task_list_leads_to_the_workbook(report, client):
    assert page_of(report) in words_of(client.get(reverse("reporting:report-detail", args=[report.pk])))


def test_the_same_file_waits_once_and_is_taken_out_with_its_bytes(report, client):
    data = opened(download(client, report)).fill("v4-03", 3).bytes()
    first, again = send(client, report, data), send(client, report, data, "autre.xlsx")
    assert first.request["PATH_INFO"] == again.request["PATH_INFO"]
    upload = WorkbookUpload.objects.get()
    assert default_storage.exists(upload.file.name)
    discard = reverse("reporting:workbook-discard", args=[report.pk, upload.pk])
    assert "Rien n’en a été pris" in words_of(client.post(discard, follow=True))
    assert not WorkbookUpload.objects.exists()
    assert not report.answers.exists()


def test_a_workbook_is_erased_after_a_month(report, client, django_capture_on_commit_callbacks):
    page = sent(client, report, opened(download(client, report)).fill("v4-03", 3))
    take(client, page)
    name = WorkbookUpload.objects.get().file.name
    forget_workbooks.func(timestamp=0)
    assert default_storage.exists(name)
    sent(client, report, opened(download(client, report)).fill("v4-03", 4))
    old = timezone.now() - timedelta(days=31)
    WorkbookUpload.objects.filter(taken_at__isnull=True).update(received_at=old)
    waiting = WorkbookUpload.objects.get(taken_at__isnull=True).file.name
    with django_capture_on_commit_callbacks(execute=True):
        forget_workbooks.func(timestamp=0)
    assert list(WorkbookUpload.objects.values_list("file", flat=True)) == [name]
    assert not default_storage.exists(waiting)


def test_a_neighbour_meets_no_upload_of_another_report(report, client, organism, network, neighbour, client_for):
    page = sent(client, report, opened(download(client, report)).fill("v4-03", 3))
    assert client_for(neighbour).get(page.request["PATH_INFO"]).status_code == 404
