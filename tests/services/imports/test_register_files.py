"""Files as people really send them, and files that nobody should."""

import io
import os
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from roriq_portal.files.tables import archives, workbooks
from services.imports.registers import UnreadableRegister, read_register, recognise, validate

TITLES = ["Date", "Activité", "Volet", "Municipalité", "Notes"]
ROW = ["05/05/2024", "Suivi", "4", "Nicolet", "été"]
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/hostname">]>'
)


def _csv(*rows, separator=";"):
    return "\r\n".join(separator.join(row) for row in rows)


def _xlsx(*rows, prepare=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if prepare:
        prepare(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _xlsx_with_shared_words(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def _with_part(data, name, change):
    """The same archive, one part changed."""
    file = io.BytesIO()
    assert name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return file.getvalue()


def _read(data, **options):
    return read_register(io.BytesIO(data), **options)


def _refusal(source, **options):
    with pytest.raises(UnreadableRegister) as refused:
        read_register(io.BytesIO(source) if isinstance(source, bytes) else source, **options)
    return str(refused.value)


def _outcome(data):
    """True when the bytes are read with a header or refused in a sentence; anything else is raised."""
    try:
        return bool(_read(data).header)
    except UnreadableRegister as refusal:
        return str(refusal).endswith(".")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_in_every_encoding_and_separator(encoding, separator):
    sheet = _read(_csv(TITLES, ROW, separator=separator).encode(encoding))
    assert sheet.header == tuple(TITLES)
    assert sheet.rows == ((2, tuple(ROW)),)


def test_title_rows_are_skipped_in_text_too():
    sheet = _read(_csv(["Registre; 2024", "x"], [""], TITLES, ROW).encode())
    assert (sheet.header_row, sheet.rows) == (3, ((4, tuple(ROW)),))


def test_quoted_line_break_does_not_shift_row_numbers():
    sheet = _read(_csv(TITLES, [*ROW[:4], '"a\r\nb;c"'], ROW).encode())
    assert [number for number, _ in sheet.rows] == [2, 3]
    assert sheet.rows[0][1][4] == "a\r\nb;c"


def test_type_comes_from_content_not_from_name(tmp_path):
    for name, data in (("a.xlsx", _csv(TITLES, ROW).encode()), ("b.csv", _xlsx(TITLES, ROW))):
        (tmp_path / name).write_bytes(data)
        assert read_register(tmp_path / name).rows == ((2, tuple(ROW)),)


def test_workbook_gives_days_numbers_and_first_visible_sheet():
    def prepare(book):
        book.create_sheet("Listes").append(["ne pas modifier"])
        book.create_sheet("Cachée", 0).sheet_state = "hidden"

    row = [datetime(2024, 5, 5), "Suivi", 4, "Nicolet", True, 2.5, datetime(2024, 5, 5, 13, 30), None]
    sheet = _read(_xlsx(["Registre"], [], [*TITLES, "Quantité", "Femmes"], row, prepare=prepare))
    assert sheet.header_row == 3
    cells = (date(2024, 5, 5), "Suivi", Decimal(4), "Nicolet", "VRAI", Decimal("2.5"), "2024-05-05 13:30")
    assert sheet.rows == ((4, cells),)


def test_workbook_with_shared_words_is_read():
    assert _read(_xlsx_with_shared_words(TITLES, ROW)).rows == ((2, tuple(ROW)),)


def test_workbook_that_lies_about_its_size_is_read_whole():
    data = _with_part(
        _xlsx(TITLES, ROW),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:E2"', b'ref="A1:A1"'),
    )
    assert _read(data).rows == ((2, tuple(ROW)),)


def test_short_rows_are_faults_in_text_only(vocabulary):
    rows = (TITLES, ROW[:2])
    faults = []
    for data in (_csv(*rows).encode(), _xlsx(*rows)):
        sheet = _read(data)
        faults.append([fault.message for fault in validate(sheet, recognise(sheet.header), vocabulary).errors])
    assert faults == [["Cette ligne n’a que 2 cellules pour les 5 colonnes du registre."], []]


def test_200_mb_are_refused_unread(tmp_path):
    path = tmp_path / "gros.csv"
    with open(path, "wb") as file:
        os.truncate(file.fileno(), 200 * 1024 * 1024)
    tracemalloc.start()
    assert "dépasse 10 Mo" in _refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 25 * 1024 * 1024


def test_zip_bomb_is_refused_before_it_is_opened():
    bomb = _with_part(_xlsx(TITLES, ROW), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * (150 * 1024 * 1024))
    start = time.perf_counter()
    assert "décompressé" in _refusal(bomb)
    assert time.perf_counter() - start < 1


def test_what_would_hold_a_web_thread_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(archives, "MAX_RATIO", 10**6)
    heavy = _with_part(_xlsx(TITLES, ROW), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * (41 * 1024 * 1024))
    monkeypatch.setattr(workbooks.openpyxl, "load_workbook", lambda *given, **named: pytest.fail("was opened"))
    assert "40\u00a0Mo au plus" in _refusal(heavy)


def test_zip_bomb_by_ratio_is_refused():
    bomb = _with_part(_xlsx(TITLES, ROW), "xl/styles.xml", lambda xml: xml + b" " * (20 * 1024 * 1024))
    assert "décompressé" in _refusal(bomb)


def test_zip_bomb_that_lies_about_its_size_is_refused():
    data = _with_part(_xlsx(TITLES, ROW), "xl/styles.xml", lambda xml: xml + b" " * (20 * 1024 * 1024))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true_size = archive.getinfo("xl/styles.xml").file_size.to_bytes(4, "little")
    assert data.count(true_size) >= 2
    assert "abîmé" in _refusal(data.replace(true_size, (1000).to_bytes(4, "little")))


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "[Content_Types].xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(part, encoding):
    def add(xml):
        body = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
        text = ENTITIES + body.decode().replace("Suivi", "&b;&c;")
        return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)

    assert "abîmé" in _refusal(_with_part(_xlsx_with_shared_words(TITLES, ROW), part, add))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b" \r\n\r\n", "vide"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mot de passe"),
        (b"%PDF-1.7\n%\xe2\xe3", "un PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "une image"),
        (b"<!DOCTYPE html><html>", "une page Web"),
        ("\ufeff \n<HTML><table>".encode(), "une page Web"),
        (b"ID;PWXL;N;E\nP;PGeneral", "SYLK"),
        (b'{"date": 1}', "JSON"),
        ("Date;Activité\0;Volet;Notes".encode(), "pas du texte"),
        ("Date;Activité;Volet;Notes".encode("utf-16-le"), "pas du texte"),
        ("﻿Date".encode("utf-16-le") + b"\x00\xd8x", "encodage"),
        (b"Date;Notes\n\x81\x8d\xff", "encodage"),
        (b"PK\x03\x04 et rien", "abîmé"),
        (b"bonjour", "titres de colonnes"),
        (b"\n\n\n;;;\n", "titres de colonnes"),
        (_csv(TITLES, [*ROW[:4], "a" * 140_000]).encode(), "131 072"),
        ((";".join(TITLES) + ";x" * 100_000).encode(), "200 colonnes"),
        ((",".join(TITLES) + ",x" * 100_000).encode(), "200 colonnes"),
        (_csv(TITLES, *[ROW] * 50_001).encode(), "50 000 lignes"),
    ],
)
def test_hostile_file_is_refused_in_a_sentence(data, words):
    refusal = _refusal(data)
    assert words in refusal
    assert refusal[0].isupper()
    assert refusal.endswith(".")


def test_pdf_named_csv_is_refused(tmp_path):
    path = tmp_path / "registre.csv"
    path.write_bytes(b"%PDF-1.4")
    assert "PDF" in _refusal(path)


def test_archive_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("registre.csv", "Date;Activité")
    assert "archive" in _refusal(file.getvalue())


def test_workbook_with_an_encrypted_part_is_refused():
    data = bytearray(_xlsx(TITLES, ROW))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert "mot de passe" in _refusal(bytes(data))


def test_wide_and_long_workbooks_are_refused():
    assert "200 colonnes" in _refusal(_xlsx([*TITLES, *["x"] * 300], ROW))
    assert "titres de colonnes" in _refusal(_xlsx([]))


def test_empty_rows_do_not_count_towards_the_limit():
    sheet = _read((_csv(TITLES, ROW) + "\r\n;;;;" * 60_000).encode())
    assert (len(sheet.rows), sheet.blanks) == (1, 0)


def test_header_alone_is_a_register_without_rows(vocabulary):
    for data in (_csv(TITLES).encode(), _xlsx(TITLES)):
        sheet = _read(data)
        preview = validate(sheet, recognise(sheet.header), vocabulary)
        assert (preview.valid, preview.faults, preview.skipped) == ((), (), 0)


def test_limit_is_the_callers_to_lower():
    data = _csv(TITLES, ROW).encode()
    assert _read(data, max_bytes=len(data)).rows
    assert _refusal(data, max_bytes=len(data) - 1)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(data):
    assert _outcome(data)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(st.text(max_size=12), min_size=5, max_size=5), max_size=6))
def test_any_cells_are_judged_without_a_crash(vocabulary, rows):
    words = [[cell.replace("\0", "?").replace('"', '""') for cell in row] for row in rows]
    text = _csv(TITLES, *[[f'"{cell}"' for cell in row] for row in words])
    sheet = _read(text.encode("utf-8", "replace"))
    preview = validate(sheet, recognise(sheet.header), vocabulary)
    judged = {fact.file_row for fact in preview.valid} | set(preview.faulty_rows)
    assert len(judged) + len(preview.aside) + preview.skipped == len(sheet.rows) + sheet.blanks <= len(rows)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 4000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused(position, byte):
    data = bytearray(DAMAGEABLE)
    data[position % len(data)] = byte
    assert _outcome(bytes(data))


DAMAGEABLE = _xlsx(TITLES, ROW)
