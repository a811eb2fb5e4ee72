"""Workbooks of Excel that are not XLSX: errors are read as errors, and what is hidden is known as it is of an XLSX."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from roriq_portal.files.table_reader import UnreadableFile, broken_in
from roriq_portal.files.tables.binary_records import marks_of_binary_book
from roriq_portal.files.tables.cell_marks import UnknownRecords
from roriq_portal.files.tables.cell_values import MergedBlank
from roriq_portal.files.tables.old_records import marks_of_old_book
from tests.roriq_portal.test_tables import opened

OLD = (Path(__file__).resolve().parents[1] / "data" / "classeur-en-erreurs.xls").read_bytes()
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)
# Numbers of records of [MS-XLSB]
ROW, ERROR, REAL, TEXT, FAILED, COLUMN, BUNDLE, MERGED = 0, 3, 5, 6, 11, 60, 156, 176


def number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80, value >> 7])


def record(kind: int, body: bytes = b"") -> bytes:
    return number(kind) + number(len(body)) + body


def words(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(place: int, *cells: bytes, hidden: bool = False) -> bytes:
    return record(ROW, struct.pack("<IIHHBI", place, 0, 300, 0x1000 * hidden, 0, 0)) + b"".join(cells)


def cell(kind: int, column: int, body: bytes) -> bytes:
    return record(kind, struct.pack("<II", column, 0) + body)


def binary_book(*rows: bytes) -> bytes:
    book = record(131) + record(143) + record(BUNDLE, struct.pack("<II", 0, 1) + words("rId1") + words("Registre"))
    hidden_column = record(390) + record(COLUMN, struct.pack("<IIIIH", 2, 3, 2560, 0, 1)) + record(391)
    merged = record(177, struct.pack("<I", 1)) + record(MERGED, struct.pack("<IIII", 1, 2, 0, 0)) + record(178)
    filtered = record(161, bytes(16)) + record(163, bytes(6)) + record(164) + record(162)
    dimension = record(148, struct.pack("<IIII", 0, 9, 0, 9))
    sheet = record(129) + dimension + hidden_column + record(145) + b"".join(rows) + record(146)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.bin", book + record(144) + record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", LINKS)
        archive.writestr("xl/worksheets/sheet1.bin", sheet + filtered + merged + record(130))
    return out.getvalue()


BINARY = binary_book(
    row(0, cell(TEXT, 0, words("Date")), cell(TEXT, 1, words("Quantité"))),
    row(1, cell(TEXT, 0, words("mai")), cell(FAILED, 1, b"\x07" + bytes(10))),
    row(2, cell(REAL, 1, struct.pack("<d", 5)), hidden=True),
    row(3, cell(ERROR, 4, b"\x2a")),
)


def test_errors_of_an_old_workbook_are_read_as_errors():
    with opened(OLD) as table:
        rows = dict(table.rows)
    assert table.remarks == ()
    errors = {
        (number, place): str(broken_in(each))
        for number, cells in rows.items()
        for place, each in enumerate(cells)
        if broken_in(each)
    }
    assert errors == {(3, 3): "#REF!", (4, 5): "#DIV/0!", (5, 6): "#N/A"}
    assert broken_in(rows[4][5]).words.startswith("montre l’erreur #DIV/0! du tableur")


def test_what_an_old_workbook_hides_is_known():
    with opened(OLD) as table:
        layout = table.sheets[0].layout
    assert (layout.hidden_rows, layout.hidden_columns, layout.is_filtered) == ({3, 6}, ("E",), False)


def test_errors_and_what_is_hidden_of_a_binary_workbook_are_read():
    with opened(BINARY) as table:
        (sheet,), rows = table.sheets, dict(table.rows)
    assert (sheet.name, table.remarks) == ("Registre", ())
    assert rows[1] == ("Date", "Quantité")
    assert (rows[2][0], str(rows[2][1]), broken_in(rows[2][1]) is not None) == ("mai", "#DIV/0!", True)
    assert isinstance(rows[3][0], MergedBlank)
    assert rows[3][0].above == "mai"
    assert [str(broken_in(each) or "") for each in rows[4]] == ["", "", "", "", "#N/A"]
    assert (sheet.layout.hidden_rows, sheet.layout.hidden_columns, sheet.layout.is_filtered) == ({3}, ("C", "D"), True)


def test_a_workbook_whose_records_are_not_as_they_should_be_is_read_and_said():
    """Its sheets are linked otherwise than the format says: calamine reads them, the errors cannot be known."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BINARY)) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            part = archive.read(name)
            cut = part[:-1] + b"\x80" if name.startswith("xl/worksheets/") else part
            changed.writestr(name, cut)
    with opened(out.getvalue()) as table:
        assert next(iter(table.rows)) == (1, ("Date", "Quantité"))
        (remark,) = table.remarks
    assert "(XLSB), le portail ne distingue ni les lignes masquées ni les cellules en erreur" in remark


@pytest.mark.parametrize("reader", [marks_of_old_book, marks_of_binary_book])
@pytest.mark.parametrize("book", [OLD, BINARY])
def test_a_workbook_cut_or_changed_anywhere_ends_in_marks_or_in_a_refusal(reader, book):
    for place in range(0, len(book), 61):
        for damaged in (book[:place], book[:place] + b"\xff\xff\xff\x7f" + book[place + 4 :]):
            try:
                assert isinstance(reader(damaged), list)
            except UnknownRecords:
                continue


def test_a_chain_that_turns_in_a_circle_is_refused():
    circle = bytearray(OLD)
    first = struct.unpack_from("<I", OLD, 76)[0]
    table = 512 + first * 512
    start = struct.unpack_from("<I", OLD, 48)[0]
    struct.pack_into("<I", circle, table + 4 * start, start)
    with pytest.raises(UnknownRecords):
        marks_of_old_book(bytes(circle))
    with pytest.raises(UnreadableFile), opened(bytes(circle)):
        pass
