"""Workbooks to be filled: what is open, what is protected, how sheets are named."""

import io
from decimal import Decimal

import openpyxl
import pytest

from roriq_portal.files.form_books import FormCell, FormSheet, Look, render_form_book, sheet_names
from roriq_portal.files.table_reader import UnreadableFile, open_table
from roriq_portal.files.tables.active_content import refuse_active_content

ROWS = [
    [FormCell("Nombre", Look.HEAD), FormCell("Texte", Look.HEAD)],
    [FormCell(Decimal("12.5"), Look.NUMBER), FormCell("=1+1", Look.TEXT, most=20)],
    [FormCell("", Look.CHOICE, ("oui", "non")), FormCell("_x0041_\x00", Look.QUIET)],
]


def book(**more):
    data = render_form_book([FormSheet("A", (10, 0), ROWS, head=0, still=1, **more)], title="Essai")
    return data, openpyxl.load_workbook(io.BytesIO(data))


def test_only_the_cells_to_fill_are_open():
    _, found = book()
    sheet = found["A"]
    locked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.protection.locked}
    assert locked == {"A1", "B1", "B3"}
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert sheet.column_dimensions["B"].hidden
    assert not sheet.column_dimensions["A"].hidden
    assert {(rule.type, str(rule.sqref)) for rule in sheet.data_validations.dataValidation} == {
        ("list", "A3"),
        ("textLength", "B2"),
    }


def test_a_text_is_text_and_comes_back_as_it_was():
    data, found = book()
    assert found["A"]["B2"].data_type == "s"
    with open_table(data, max_bytes=100_000, most_columns=4, names_in=len) as table:
        rows = list(table.rows)
    assert rows[1:] == [(2, (Decimal("12.5"), "=1+1")), (3, (None, "_x0041_"))]


def test_a_hidden_sheet_is_hidden_and_the_same_sheets_give_the_same_bytes():
    shown = FormSheet("B", (10,), ROWS[:1])
    data = render_form_book([shown, FormSheet("C", (10,), ROWS, is_hidden=True)], title="Essai")
    assert data == render_form_book([shown, FormSheet("C", (10,), ROWS, is_hidden=True)], title="Essai")
    assert openpyxl.load_workbook(io.BytesIO(data))["C"].sheet_state == "hidden"


def test_sheets_have_names_that_a_spreadsheet_takes():
    long = "Finances par entente et par poste de dépense"
    names = sheet_names(["Volet 2", "volet 2", "A/B: c?", "'", long, long])
    assert names == ["Volet 2", "volet 2 (2)", "A B  c", "Feuille", long[:31], f"{long[:26]} (2)"]
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("data", [b"", b"texte", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_workbook_has_no_active_content(data):
    refuse_active_content(data)


def test_macros_of_an_old_workbook_are_refused():
    with pytest.raises(UnreadableFile, match="macros"):
        refuse_active_content(b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT_CUR".encode("utf-16-le"))
