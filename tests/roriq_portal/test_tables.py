"""Tables of every origin: encodings told line by line, quotation marks that close, workbooks of other programs."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roriq_portal.files.spreadsheets import Table, render_tables
from roriq_portal.files.table_reader import BrokenLine, MergedBlank, UnreadableFile, is_heavy, open_table
from roriq_portal.files.tables import foreign_books
from roriq_portal.files.tables.encodings import _is_utf8, decode, looks_garbled

DATA = Path(__file__).resolve().parents[1] / "data"
FRENCH = "Activité réalisée à l’hôtel, où l’équipe a reçu Noël et Zoé : « ça va »"
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Feuille1">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell{}</table:table-row>'


def opened(data, **more):
    limits = {"max_bytes": 10**7, "most_columns": 25, "names_in": lambda cells: cells.count("Date")}
    return open_table(data, **limits | more)


def read(data, **more):
    with opened(data, **more) as table:
        return [(sheet.name, sheet.is_hidden, list(sheet.rows)) for sheet in table.sheets], table.remarks


def rows_of(text):
    ((_, _, rows),), _ = read(text.encode())
    return rows


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "."), content)
    return out.getvalue()


def ods(rows):
    return archive(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        content__xml=ODS.format(rows),
        **{"META-INF/manifest__xml": MANIFEST},
    )


def row(*cells):
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def text_cell(words):
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("encoding", "words"), [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", ""), ("mac_roman", "Mac"), ("utf-16", "")]
)
def test_french_is_read_in_the_encoding_it_was_written_in(encoding, words):
    decoded = decode(FRENCH.encode(encoding))
    assert (decoded.text, decoded.odd_lines) == (FRENCH, frozenset())
    assert words in decoded.words


def test_french_of_a_dos_program_is_read_too():
    plain = "Activité réalisée à l'hôtel où l'équipe a reçu Zoé"
    assert decode(plain.encode("cp850")).text == plain


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_line_of_another_encoding_is_named_and_the_others_stay(encoding):
    data = f"{FRENCH}\n".encode() + f"{FRENCH}\n".encode(encoding) + f"{FRENCH}\n".encode()
    decoded = decode(data)
    assert decoded.text.splitlines() == [FRENCH] * 3
    assert decoded.odd_lines == {2}


@given(st.lists(st.sampled_from([b"a", b"\n", "é".encode(), b"\xe9", b"\x8e", b"\xff", b"\x81"]), max_size=30))
def test_any_mixture_of_letters_is_read_or_refused_in_a_sentence(pieces):
    try:
        assert decode(b"".join(pieces)).text.count("\n") == pieces.count(b"\n")
    except UnreadableFile:
        assert not _is_utf8(b"".join(pieces))


@pytest.mark.parametrize(("text", "is_so"), [("Ã©tÃ©", True), ("l�cole", True), ("â€™", True), (FRENCH, False)])
def test_letters_lost_before_are_seen(text, is_so):
    assert looks_garbled(text) is is_so


def test_a_quotation_mark_left_open_breaks_its_own_line_only():
    rows = rows_of('Date;a;b;c\n1;"x;y;z\n2;x;y;z\n3;x;"y";z\n')
    assert [number for number, cells in rows if isinstance(cells[0], BrokenLine)] == [2]
    assert rows[2:] == [(3, ("2", "x", "y", "z")), (4, ("3", "x", "y", "z"))]


def test_a_quotation_mark_that_closes_rows_lower_breaks_its_line_too():
    rows = rows_of('Date;a;b;c\n1;x;y;"z\n2;x;y;z\n3;x;y;z"\n4;x;y;z\n')
    assert isinstance(rows[1][1][0], BrokenLine)
    assert (3, ("2", "x", "y", "z")) in rows
    assert rows[-1] == (5, ("4", "x", "y", "z"))


def test_a_note_of_several_lines_is_one_cell():
    assert rows_of('Date;a;b;c\n1;x;y;"z\n; suite"\n')[1] == (2, ("1", "x", "y", "z\n; suite"))


def test_many_open_quotation_marks_take_no_longer_than_their_lines():
    rows = rows_of("Date;a;b;c\n" + '1;"x;y;z\n' * 20_001)
    assert len(rows) == 20_002


def test_a_workbook_of_1997_is_read():
    (first, second), remarks = read((DATA / "classeur-1997.xls").read_bytes())
    name, is_hidden, rows = first
    assert (name, is_hidden, second[:2]) == ("Registre", False, ("Listes", True))
    assert rows[1][1][:3] == (date(2024, 4, 3), "Premier accueil", Decimal(4))
    assert rows[1][1][5] == "Accents é è œ"
    assert isinstance(rows[3][1][0], MergedBlank)
    assert rows[3][1][0].above == date(2024, 4, 11)
    assert remarks == ()


def test_a_workbook_of_libreoffice_is_read():
    day = '<table:table-cell office:value-type="date" office:date-value="2024-04-03"/>'
    number = '<table:table-cell office:value-type="float" office:value="2.5"/>'
    data = ods(row(text_cell("Date"), text_cell("Quantité")) + row(day, number))
    ((name, _, rows),), _ = read(data)
    assert (name, rows) == ("Feuille1", [(1, ("Date", "Quantité")), (2, (date(2024, 4, 3), Decimal("2.5")))])


@pytest.mark.parametrize(
    "failed",
    [
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
        "<text:p>#DIV/0!</text:p></table:table-cell>",
        '<table:table-cell office:value-type="float" office:value="0"><text:p>Err:502</text:p></table:table-cell>',
    ],
)
def test_a_failed_formula_of_libreoffice_never_reads_as_empty(failed):
    with pytest.raises(UnreadableFile, match="1 cellule montre l’erreur d’une formule"):
        read(ods(row(text_cell("Date")) + row(failed)))


def test_what_a_workbook_of_libreoffice_hides_or_merges_is_said():
    hidden = row(text_cell("a")).replace("<table:table-row", '<table:table-row table:visibility="filter"')
    merged = '<table:table-cell table:number-rows-spanned="3" office:value-type="string"><text:p>a</text:p>'
    _, remarks = read(ods(row(text_cell("Date")) + hidden + row(f"{merged}</table:table-cell>")))
    assert ["masquées" in remarks[0], "fusionnées" in remarks[1]] == [True, True]
    assert read(ods(row(text_cell("Date"))))[1] == ()


def test_empty_rows_to_the_end_of_a_sheet_weigh_nothing():
    ((_, _, rows),), _ = read(ods(row(text_cell("Date")) + REPEATED.format(' table:number-columns-repeated="16384"/>')))
    assert rows == [(1, ("Date",))]


def test_a_small_workbook_that_unfolds_into_millions_of_cells_is_refused():
    bomb = REPEATED.format(
        ' office:value-type="string" table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>'
    )
    with pytest.raises(UnreadableFile):
        read(ods(bomb))


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(foreign_books, "PATIENCE", 0.000_1)
    with pytest.raises(UnreadableFile, match="trop de cellules"):
        read((DATA / "classeur-1997.xls").read_bytes())


def test_the_iso_form_of_a_workbook_is_read():
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Date", "Quantité"])
    book.active.append([date(2024, 4, 3), 2])
    book.active.merge_cells("A2:A3")
    book.active["B3"] = 4
    book.save(out)
    strict = io.BytesIO()
    with zipfile.ZipFile(out) as usual, zipfile.ZipFile(strict, "w") as changed:
        for name in usual.namelist():
            part = usual.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            part = part.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            changed.writestr(name, part)
    ((_, _, rows),), _ = read(strict.getvalue())
    assert rows[1] == (2, (date(2024, 4, 3), Decimal(2)))
    assert rows[2][1][0].above == date(2024, 4, 3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (archive(Index__zip="x"), "document de Numbers"),
        (archive(**{"[Content_Types]__xml": "<a/>", "word/document__xml": "<a/>"}), "document de traitement de texte"),
        (archive(**{"[Content_Types]__xml": "<a/>", "ppt/slides/a__xml": "<a/>"}), "une présentation"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "document de traitement de texte"),
        (archive(registre__csv="Date;a"), "archive"),
        (archive(**{"[Content_Types]__xml": "<a/>", "xl/workbook__bin": "x"}), "abîmé"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "un document Word"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML de 2003"),
        (b"<?xml version='1.0'?><autre/>", "document XML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "page Web"),
        (b"BEGIN:VCARD\n", "carnet"),
    ],
)
def test_another_kind_of_file_is_refused_by_its_name(data, words):
    with pytest.raises(UnreadableFile, match=words) as refused:
        read(data)
    assert str(refused.value).endswith(".")


def test_what_is_heavy_is_known_before_it_is_read():
    assert not is_heavy((DATA / "classeur-1997.xls").read_bytes(), max_bytes=10**7)
    with pytest.raises(UnreadableFile, match="Numbers"):
        is_heavy(archive(Index__zip="x"), max_bytes=10**7)


@pytest.mark.parametrize(
    ("value", "cell"),
    [(5.0, "5"), (0.1 + 0.2, "0.3"), (1e20, "100000000000000000000"), (float("nan"), "#NUM!"), (float("inf"), "#NUM!")],
)
def test_any_number_of_another_workbook_is_a_cell(value, cell):
    assert str(foreign_books._cell(json.loads(json.dumps(value)))) == cell


def test_a_text_that_looks_like_an_escaped_sign_is_read_as_it_was_written():
    data = render_tables("xlsx", [Table("T", ["Mots"], [["_x0041_ b"], ["_x005F_"], ["plain"]])])
    ((_, _, rows),), _ = read(data)
    assert [cells for _, cells in rows[1:]] == [("_x0041_ b",), ("_x005F_",), ("plain",)]
