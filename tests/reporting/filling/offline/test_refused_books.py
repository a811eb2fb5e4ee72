"""Workbooks that are not ours any more: each is refused in a sentence, and nothing of it is written or kept."""

import io
import zipfile
from uuid import uuid4

import pytest

from reporting.filling.offline import reading
from reporting.filling.offline.filled_cells import touched_columns
from reporting.filling.offline.reading import MAX_UNPACKED
from reporting.filling.offline.rows import COLUMNS
from reporting.models import Report, TemplateVersion, WorkbookUpload
from reporting.reports.actions.campaigns import add_to_campaign
from reporting.reports.form_change.actions import change_form
from reporting.reports.form_change.fates import read_move
from roriq_portal.files.table_reader import OpenTable
from roriq_portal.files.tables.foreign_books import read_foreign_book
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import answer, make_funder_report
from tests.reporting.filling.offline.books import HIDDEN, MARK, download, opened, send, take, words_of
from tests.roriq_portal.test_tables import ods, row, text_cell

pytestmark = pytest.mark.built_once("report")


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


@pytest.fixture
def client(client_for, coordinator):
    return client_for(coordinator)


def refused(client, report, data, name="classeur.xlsx") -> str:
    page = send(client, report, data, name)
    assert page.status_code == 422
    assert not WorkbookUpload.objects.exists()
    assert not report.answers.exists()
    return words_of(page)


def with_part(data: bytes, name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def filled(client, report):
    return opened(download(client, report)).fill("v4-03", 310)


def test_another_organisms_report(report, neighbour_organism, network, neighbour, client, client_for):
    theirs = another(neighbour_organism, report, network)
    words = refused(client, report, filled(client_for(neighbour), theirs).bytes())
    assert "Ce classeur est celui d’un autre organisme, Maison des Deux-Rives" in words


def test_another_report_of_ours(report, agreement, coordinator, client):
    other = make_funder_report(agreement, coordinator)
    words = refused(client, report, opened(download(client, other)).bytes())
    assert f"Ce classeur est celui d’un autre rapport, « {other} »." in words


def test_another_version_of_the_form(report, client, coordinator):
    data = filled(client, report).bytes()
    version = report.template_version
    newer = TemplateVersion.objects.create(
        template=version.template, number=version.number + 1, published_at=version.published_at
    )
    change_form(report=report, after=newer, seen=read_move(report, newer).mark, by=coordinator, key=uuid4())
    assert "suit une autre version du formulaire" in refused(client, report, data)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/activeX/activeX1.xml", "xl/macrosheets/sheet1.xml"])
def test_macros(report, client, part):
    words = refused(client, report, with_part(filled(client, report).bytes(), part), "classeur.xlsm")
    assert "contient des macros" in words


def test_links_to_other_files(report, client):
    data = with_part(filled(client, report).bytes(), "xl/externalLinks/externalLink1.xml")
    assert "va chercher des valeurs dans d’autres fichiers" in refused(client, report, data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Repere;Nombre\r\nv4-03;12\r\n", "Ce fichier est un CSV"),
        (b"%PDF-1.7 x", "Ce fichier est un PDF, pas le classeur d’un rapport. Téléversez le classeur téléchargé"),
        (b"PK\x03\x04rien", "Ce classeur est abîmé"),
        (b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le"), "contient des macros"),
        (b"\xd0\xcf\x11\xe0 vieux", "abîmé ou protégé"),
        (b"\x00" * 40, "Ce fichier"),
    ],
)
def test_what_is_no_workbook(report, client, data, words):
    assert words in refused(client, report, data)


def test_a_workbook_without_our_hidden_sheet(report, client):
    book = filled(client, report)
    del book.book[HIDDEN]
    assert "il lui manque la feuille cachée « Repères »" in refused(client, report, book.bytes())


def test_two_hidden_sheets(report, client):
    book = filled(client, report)
    book.book.copy_worksheet(book.book[HIDDEN])
    assert "il lui manque la feuille cachée" in refused(client, report, book.bytes())


@pytest.mark.parametrize(
    ("place", "value"),
    [("B2", "99"), ("B2", "10" * 30), ("B4", "987654"), ("C20", "99"), ("G20", "nd"), ("A20", "x/y"), ("B8", "=1")],
)
def test_hidden_marks_that_somebody_changed(report, client, place, value):
    book = filled(client, report)
    assert book.book[HIDDEN][place].value != value
    book.book[HIDDEN][place].value = value
    assert "Les repères cachés de ce classeur ne sont plus ceux" in refused(client, report, book.bytes())


def test_the_marks_of_another_report_under_our_sheets(
    report, neighbour_organism, network, neighbour, client, client_for
):
    book, theirs = filled(client, report), filled(client_for(neighbour), another(neighbour_organism, report, network))
    for cells in theirs.book[HIDDEN].iter_rows():
        for cell in cells:
            book.book[HIDDEN][cell.coordinate].value = cell.value
    assert "celui d’un autre organisme" in refused(client, report, book.bytes())


def test_names_of_columns_that_are_gone(report, client):
    book = filled(client, report)
    sheet = book.place("v4-03")[0]
    sheet["H3"].value = "Nombre"
    words = refused(client, report, book.bytes())
    assert "Feuille Volet 4, ligne 3 : la colonne « Nombre » manque, ou s’y trouve deux fois" in words
    book = filled(client, report)
    book.place("v4-03")[0].delete_rows(3)
    assert "« Volet 4 » n’a plus la ligne qui nomme ses colonnes" in refused(client, report, book.bytes())


def test_a_file_beyond_ten_megabytes(report, client):
    assert "la limite est de 10 Mo" in refused(client, report, b"PK\x03\x04" + b"\x00" * (10 * 1024 * 1024))


def test_a_zip_bomb(report, client):
    data = with_part(filled(client, report).bytes(), "xl/media/image1.xml", b"0" * (60 * 1024 * 1024))
    assert "prend plus de 6 Mo une fois décompressé" in refused(client, report, data)


def test_ten_thousand_rows(report, client):
    book = filled(client, report)
    sheet = book.place("v4-03")[0]
    for number in range(200, 10_200):
        sheet.cell(number, 5).value = number
    assert "a plus de 3 000 lignes" in refused(client, report, book.bytes())


def another(organism, report, network):
    """The report of another organism in the same campaign."""
    return Report.objects.filter(organism=organism).first() or add_to_campaign(
        campaign=report.campaign, organism=organism, by=network
    )


def shown(page) -> tuple[dict[str, str], list[str], list[str]]:
    comparison = page.context["comparison"]
    names = {change.name: change.in_file for change in comparison.changes}
    return names, [fault.sentence.replace("\xa0", " ") for fault in comparison.faults], comparison.remarks


def test_a_deleted_sheet_is_said_and_the_rest_is_read(report, client):
    book = filled(client, report)
    del book.book["Volet 2"]
    names, faults, remarks = shown(send(client, report, book.bytes()))
    assert (names, faults) == ({"q-v4-03": "310"}, [])
    assert "lignes ne sont plus dans ce classeur, et rien n’y est lu" in remarks[0]


def test_a_sheet_of_ones_own_is_said_and_left(report, client):
    book = filled(client, report)
    book.book.create_sheet("Brouillon")["A1"].value = "Nombre"
    names, faults, remarks = shown(send(client, report, book.bytes()))
    assert (names, faults) == ({"q-v4-03": "310"}, [])
    assert [words.replace("\xa0", " ") for words in remarks] == [
        "La feuille « Brouillon » n’a aucun repère du portail : elle n’est pas lue."
    ]


def test_a_sheet_pasted_twice_is_not_read(report, client):
    book = filled(client, report)
    book.book.copy_worksheet(book.book["Volet 4"])
    names, faults, _ = shown(send(client, report, book.bytes()))
    assert names == {}
    assert any("se trouve déjà ailleurs dans le classeur" in fault for fault in faults)


def test_a_renamed_sheet_moved_columns_and_sorted_rows_are_read(report, client):
    book = filled(client, report)
    sheet = book.book["Volet 4"]
    sheet.title = "Quatre"
    sheet.insert_cols(1)
    last = sheet.max_row
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=last)]
    for number, values in enumerate(reversed(cells), start=4):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value
    names, faults, remarks = shown(send(client, report, book.bytes()))
    assert (names, faults, remarks) == ({"q-v4-03": "310"}, [], [])


def test_rows_sorted_away_from_their_marks_are_not_read(report, client):
    book = filled(client, report)
    sheet, number = book.place("v4-03")
    other = book.place("v4-04")[1]
    for column in range(1, MARK):
        one, two = sheet.cell(number, column), sheet.cell(other, column)
        one.value, two.value = two.value, one.value
    names, faults, _ = shown(send(client, report, book.bytes()))
    assert names == {}
    assert [fault.partition(" : ")[0] for fault in faults] == [f"Feuille Volet 4, ligne {n}" for n in (number, other)]
    assert all("sa question et son repère ne vont plus ensemble" in fault for fault in faults)


def test_an_inserted_row_is_said(report, client):
    book = filled(client, report)
    sheet = book.place("v4-03")[0]
    sheet.cell(sheet.max_row + 3, 5).value = 12
    names, faults, _ = shown(send(client, report, book.bytes()))
    assert names == {"q-v4-03": "310"}
    words = "Cette ligne n’est pas du formulaire : ce qui y est écrit n’est pas lu."
    assert faults == [f"Feuille Volet 4, ligne {sheet.max_row} : {words}"]


@pytest.mark.parametrize(
    "text", ["=CMD|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'quoi", "\tdécalé", "#REF!", "_x0041_ b"]
)
def test_a_text_is_never_a_formula_and_comes_back_as_it_was(report, client, coordinator, text):
    answer(report, "v4-faits-saillants", coordinator, text=text)
    data = download(client, report)
    cell = opened(data).cell("v4-faits-saillants", "Texte")
    assert (cell.data_type, cell.number_format) == ("s", "@")
    page = send(client, report, data)
    assert shown(page) == ({}, [], [])


def test_the_same_workbook_saved_as_ods_is_read(report, client):
    book = filled(client, report)
    sheets = "".join(
        f'</table:table><table:table table:name="{sheet.title}">'
        + "".join(row(*(_ods_cell(cell.value) for cell in cells)) for cells in sheet.iter_rows())
        for sheet in book.book.worksheets
    )
    names, faults, _ = shown(send(client, report, ods(sheets), "classeur.ods"))
    assert (names, faults) == ({"q-v4-03": "310"}, [])


def _ods_cell(value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    lines = str(value).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").split("\n")
    return text_cell("</text:p><text:p>".join(lines))


def test_another_reader_finds_the_same_in_it(report, client, coordinator):
    """What reads XLS, XLSB and ODS, here on the workbook as it was written."""
    answer(report, "v4-faits-saillants", coordinator, text="- Un\n\n  deux  trois\t=4 <b> & « é »")
    data = filled(client, report).bytes()
    sheets, _ = read_foreign_book(data, "xlsx", most_columns=len(COLUMNS) + 20, most_bytes=MAX_UNPACKED)
    one, other = reading._read(OpenTable(sheets, is_text=False)), reading.read_offline_book(data)
    for name in ("identity", "made", "remarks", "strays"):
        assert getattr(one, name) == getattr(other, name)
    assert [(row.mark, touched_columns(one.made[row.mark], row)) for row in one.rows] == [
        (row.mark, touched_columns(other.made[row.mark], row)) for row in other.rows
    ]


def test_signs_that_no_database_keeps_are_left_out(report, client):
    book = filled(client, report).fill("v4-faits-saillants", text="a_x0000_b_xD800_c_x000D_")
    book.fill("v4-04", "_x0000_12").fill("v4-05", "_x0007_")
    page = send(client, report, book.bytes(), "class\x00eur\ud800.xlsx".encode("utf-8", "ignore").decode())
    names, faults, _ = shown(page)
    assert names == {"q-v4-03": "310", "q-v4-04": "12", "q-v4-faits-saillants": "abc"}
    assert faults == []
    assert "Classeur pris" in words_of(take(client, page))
    assert report.answers.get(line_key="v4-faits-saillants").text == "abc"


def test_an_answer_with_a_sign_no_file_keeps_is_no_change(report, client, coordinator):
    answer(report, "v4-faits-saillants", coordinator, text="a\x0bb\x85c  d \u2028 e\ufeff")
    assert shown(send(client, report, download(client, report))) == ({}, [], [])
