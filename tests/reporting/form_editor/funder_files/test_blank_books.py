"""A blank workbook that is not safe is refused in a sentence; what a copy of it loses is said."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from reporting.models import FunderFile
from roriq_portal.files.blank_books import opening
from roriq_portal.files.blank_books.cells import NoSuchCell, Place, cells_by_name, read_places
from roriq_portal.files.blank_books.losses import loss_words, losses_of
from roriq_portal.files.blank_books.opening import open_blank_book
from roriq_portal.files.tables.cell_values import UnreadableFile
from tests.reporting.form_editor.funder_files.blanks import SHEET, blank_book, data_of, published, send

OLE = b"\xd0\xcf\x11\xe0"


def with_parts(data: bytes, **parts: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_formula(formula: str) -> bytes:
    book = blank_book()
    book[SHEET]["F1"] = formula
    return data_of(book)


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            content = archive.read(name)
            assert name != part or old in content
            copy.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


BLANK = data_of(blank_book())
REFUSED = [
    (b"", "vide"),
    (b"a;b\r\n1;2\r\n", "n’est pas un classeur XLSX"),
    (b"%PDF-1.7 x", "Ce fichier est un PDF"),
    (b"PK\x03\x04rien", "abîmé"),
    (BLANK[:2000], "abîmé"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    (OLE + "_VBA_PROJECT".encode("utf-16-le"), "n’est pas un classeur XLSX"),
    (with_parts(BLANK, **{"xl/vbaProject.bin": b"x"}), "macros"),
    (with_parts(BLANK, **{"xl/externalLinks/externalLink1.xml": b"x"}), "autres fichiers"),
    (with_parts(BLANK, **{"xl/connections.xml": b"x"}), "requêtes ou connexions"),
    (with_parts(BLANK, **{"xl/queryTables/queryTable1.xml": b"x"}), "requêtes ou connexions"),
    (with_parts(BLANK, **{"xl/media/bombe.bin": b"0" * 9_000_000}), "une fois décompressé"),
    (with_parts(BLANK, **{"xl/worksheets/sheet9.xml": b"<c/>" * 200_001}), "cases remplies ou mises en forme"),
    (with_parts(BLANK, **{"xl/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "abîmé"),
    (changed(BLANK, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row r='x'>"), "ne s’ouvre pas"),
    (changed(BLANK, "xl/workbook.xml", b"<sheets>", b"<sheets><sheet/>"), "ne s’ouvre pas"),
    (with_formula('=WEBSERVICE("https://exemple.test")'), "va chercher des données ailleurs"),
    (with_formula("=cmd|'/c calc'!A1"), "lance un programme"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_not_safe_or_no_workbook_is_refused_beside_the_box(client_for, network, data, words):
    response = send(client_for(network), published(), data)

    assert response.status_code == 422
    assert words in str(response.context["form"].errors["file"])
    assert not FunderFile.objects.exists()
    assert send(client_for(network), published(), BLANK).status_code == 302


def test_a_workbook_has_so_many_sheets_at_most(monkeypatch):
    monkeypatch.setattr(opening, "MOST_SHEETS", 1)
    with pytest.raises(UnreadableFile, match="feuilles"):
        open_blank_book(BLANK)


def lost_of(book: Workbook, **parts: bytes) -> list[str]:
    data = with_parts(data_of(book), **parts)
    return losses_of(data, open_blank_book(data))


def test_what_a_copy_keeps_is_not_said_to_be_lost():
    book = blank_book()
    sheet = book[SHEET]
    sheet["A1"].comment = Comment("À remplir", "Bailleur")
    sheet.conditional_formatting.add("B4:B8", CellIsRule(operator="lessThan", formula=["5"]))
    out = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(out, "PNG")
    sheet.add_image(Image(out), "F1")
    assert lost_of(book) == []


def test_what_a_copy_loses_is_said_before_it_is_accepted():
    book = blank_book()
    chart = BarChart()
    chart.add_data(Reference(book[SHEET], min_col=2, min_row=4, max_row=8))
    book[SHEET].add_chart(chart, "F9")
    assert lost_of(book) == ["redrawn"]

    shape = b'<xdr:wsDr xmlns:xdr="x"><xdr:sp macro=""/><xdr:sp/></xdr:wsDr>'
    lost = lost_of(blank_book(), **{
        "xl/drawings/drawing7.xml": shape, "xl/ctrlProps/ctrlProp1.xml": b"<a/>", "xl/slicers/slicer1.xml": b"<a/>",
        "xl/threadedComments/threadedComment1.xml": b"<a/>", "xl/embeddings/objet.docx": b"x",
        "_xmlsignatures/sig1.xml": b"<a/>", "customUI/customUI.xml": b"<a/>", "xl/diagrams/data1.xml": b"<a/>",
        "xl/printerSettings/printerSettings1.bin": b"x",
    })  # fmt: skip
    assert lost == ["shapes", "diagrams", "slicers", "controls", "objects", "threads", "signatures", "ribbon"]
    assert loss_words(["shapes", "redrawn"]) == [
        "La copie perd des formes, des zones de texte ou des boutons.",
        "Les graphiques sont redessinés\xa0: leurs couleurs ou leurs étiquettes peuvent changer.",
    ]


def test_rules_of_entry_that_only_newer_spreadsheets_know_are_said_to_be_lost():
    book = blank_book()
    more = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        b'<x14:dataValidations count="1"><x14:dataValidation type="list"/></x14:dataValidations>'
        b"</ext></extLst></worksheet>"
    )
    data = changed(data_of(book), "xl/worksheets/sheet1.xml", b"</worksheet>", more)
    assert losses_of(data, open_blank_book(data)) == ["validations"]


def places_of(typed: str) -> list[str]:
    book = blank_book()
    sheet = book[SHEET]
    book.defined_names["Cassé"] = DefinedName("Cassé", attr_text="#REF!")
    book.defined_names["Fusion"] = DefinedName("Fusion", attr_text=f"{SHEET}!$C$4:$D$5")
    book.defined_names["Plage"] = DefinedName("Plage", attr_text=f"{SHEET}!$B$4:$B$8")
    sheet.append([])
    for column, words in zip("HIJ", ("Un", "Deux", "Trois"), strict=True):
        sheet[f"{column}1"] = words
    sheet.add_table(Table(displayName="Suivi", ref="H1:J4"))
    sheet["L1"] = ArrayFormula("L1:L3", "=B4:B6*2")
    return [f"{place.sheet}!{place.cell}" for place in read_places(typed, book)]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("Feuil1!B7", ["Feuil1!B7"]),
        (" feuil1!$b$7 ", ["Feuil1!B7"]),
        ("entente", ["Feuil1!B20"]),
        ("Fusion", ["Feuil1!C4"]),
        ("Feuil1!C4", ["Feuil1!C4"]),
        ("'Part; deux'!A1; Feuil1!XFD1048576", ["Part; deux!A1", "Feuil1!XFD1048576"]),
        ("Feuil1!B4:B6", ["Feuil1!B4", "Feuil1!B5", "Feuil1!B6"]),
        ("Feuil1!B5:B4", ["Feuil1!B4", "Feuil1!B5"]),
        ("Feuil1!B4:D4", ["Feuil1!B4", "Feuil1!C4"]),
        ("Feuil1!H2", ["Feuil1!H2"]),
        ("", []),
    ],
)
def test_cells_are_read_as_a_spreadsheet_names_them(typed, places):
    assert places_of(typed) == places


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Feuil1!ZZ9999999", "Feuil1!ZZ9999999 n’existe pas"),
        ("Feuil1!XFE1", "n’existe pas"),
        ("Feuil1!A0", "n’existe pas"),
        ("Feuil1!", "n’existe pas"),
        ("Feuil1!" + "9" * 4000, "n’existe pas"),
        ("Feuil3!A1", "pas de feuille « Feuil3 »"),
        ("B7", "Dites aussi la feuille"),
        ("Feuil1!D5", "fusionnée : reliez la première, Feuil1!C4"),
        ("Feuil1!B9", "contient une formule"),
        ("Feuil1!I1", "titre d’une colonne de tableau"),
        ("Feuil1!L2", "formule matricielle"),
        ("Cassé", "n’est ni une case"),
        ("Plage", "n’est ni une case"),
        ("Feuil1!A1:XFD1048576", "a plus de 500 cases"),
        ("Feuil1!B4; feuil1!b4", "est dite deux fois"),
        ("'", "n’existe pas"),
        ("\x00", "n’est ni une case"),
        ("=SOMME(A1)", "n’est ni une case"),
    ],
)
def test_what_is_no_cell_to_fill_is_refused_in_a_sentence(typed, words):
    with pytest.raises(NoSuchCell) as refused:
        places_of(typed)
    assert words in str(refused.value).replace("\xa0", " ")


def test_names_of_one_cell_are_listed():
    book = blank_book()
    book[SHEET].defined_names["Locale"] = DefinedName("Locale", attr_text=f"{SHEET}!$B$21")
    assert cells_by_name(book) == [Place(SHEET, "B20", "Entente"), Place(SHEET, "B21", "Locale")]
