"""One writer of spreadsheets and one reader of tables: nothing typed runs, and both kinds of file say the same."""

import csv
import io
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roriq_portal.files.cells import STARTERS
from roriq_portal.files.spreadsheets import (
    MONEY,
    Number,
    Table,
    csv_response,
    render_tables,
    table_response,
)
from roriq_portal.files.table_reader import UnreadableFile, open_table
from roriq_portal.files.tables.archives import DAMAGED

ROOT = Path(__file__).resolve().parents[2]
HEAD = ("Poste", "Jour", "Montant")
ROWS = [("Salaires", date(2026, 4, 1), Decimal("1204.50")), ("=1+1", None, Decimal("-3")), ("Total", None, 12)]


def sheet_of(*tables, **more):
    return openpyxl.load_workbook(io.BytesIO(render_tables("xlsx", tables, **more))).active


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def rows_in(data: bytes, **more):
    limits = {"max_bytes": 10_000, "most_columns": 4, "names_in": lambda cells: cells.count("Poste")}
    with open_table(data, **limits | more) as table:
        return list(table.rows), table.is_text


def test_a_csv_writes_french_numbers_iso_days_and_no_formula():
    assert lines_of(render_tables("csv", [Table("T", HEAD, ROWS)])) == [
        list(HEAD),
        ["Salaires", "2026-04-01", "1204,50"],
        ["'=1+1", "", "-3"],
        ["Total", "", "12"],
    ]


def test_a_workbook_holds_numbers_days_and_texts_and_its_totals_are_not_sorted():
    sheet = sheet_of(Table("T", HEAD, ROWS, decimals=MONEY, totals=1))

    assert [cell.value for cell in sheet[2]] == ["Salaires", datetime(2026, 4, 1), 1204.5]
    assert (sheet["B2"].number_format, sheet["C2"].number_format) == ("yyyy-mm-dd", MONEY)
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("'=1+1", "s")
    assert sheet.auto_filter.ref == "A1:C3"


def test_a_paper_keeps_its_texts_sign_for_sign():
    sheet = sheet_of(Table("T", ("Texte",), [("=1+1",), ("- un point",)], is_paper=True, frozen=0))

    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=2)] == [
        ("=1+1", "s"),
        ("- un point", "s"),
    ]
    assert sheet.auto_filter.ref is None


@given(st.sampled_from(STARTERS), st.text(max_size=20))
def test_nothing_that_starts_as_a_formula_leaves_bare(start, rest):
    typed = start + rest
    (cell,) = lines_of(render_tables("csv", [Table("T", ("A",), [(typed,)])]))[1]
    assert cell
    assert not cell.startswith(STARTERS)


def test_a_streamed_csv_is_the_csv_and_rows_are_read_while_they_leave():
    table = Table("T", HEAD, ROWS)
    streamed = csv_response("depenses", Table("T", HEAD, iter(ROWS)))

    assert (
        b"".join(streamed.streaming_content)
        == render_tables("csv", [table])
        == table_response("csv", "a", table).content
    )
    assert streamed["Content-Disposition"] == 'attachment; filename="depenses.csv"'


def test_a_workbook_written_while_it_is_read_says_the_same():
    whole, streamed = sheet_of(Table("T", HEAD, ROWS)), sheet_of(Table("T", HEAD, iter(ROWS), widths={"Poste": 30}))

    assert list(whole.values) == list(streamed.values)


def test_the_same_tables_give_the_same_bytes():
    tables = [Table("T", HEAD, [(Number(Decimal(1), "0 %"), "a", None)])]
    assert render_tables("xlsx", tables, title="Un titre") == render_tables("xlsx", tables, title="Un titre")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_shows_the_names(separator):
    text = f"a,b;c\nPoste{separator}Montant\n".encode()
    rows, is_text = rows_in(text)
    assert is_text
    assert rows[1] == (2, ("Poste", "Montant"))


def test_a_workbook_reads_as_its_csv():
    rows, is_text = rows_in(render_tables("xlsx", [Table("T", HEAD, ROWS[:1])]))
    assert not is_text
    assert rows == [(1, HEAD), (2, ("Salaires", date(2026, 4, 1), Decimal("1204.5")))]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b"x" * 10_001, "dépasse 0 Mo"),
        (b"%PDF-1.7", "un PDF, pas un tableau"),
        (b"PK\x03\x04abc", DAMAGED),
        (b'Poste;Montant\n"' + b"a" * 140_000, "guillemet"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data, words):
    with pytest.raises(UnreadableFile, match=words):
        rows_in(data, noun="tableau", **({"max_bytes": 200_000} if len(data) > 100_000 else {}))


def test_what_breaks_while_it_is_read_is_a_damaged_file():
    data = render_tables("xlsx", [Table("T", HEAD, ROWS)])
    with (
        pytest.raises(UnreadableFile, match="abîmé"),
        open_table(data, max_bytes=100_000, most_columns=4, names_in=len) as table,
    ):
        next(table.rows)
        raise KeyError("xl/sharedStrings.xml")


def test_nothing_else_opens_or_writes_a_table():
    pattern = r"xlsxwriter|load_workbook|csv\.(writer|reader)|DictWriter|DictReader"
    folders = ["agreements", "organisms", "services", "reporting", "network", "roriq_portal", "search"]
    command = ["git", "grep", "-lE", pattern, "--", *folders]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    ours = {name for name in found if not name.startswith("reporting/management/")}  # its own reference data
    assert ours == {
        # A funder's own file: its headings, one line; its rows; its blank workbook, opened with its formats
        "reporting/form_editor/funder_files/forms.py",
        "reporting/papers/filled_files/rows.py",
        "roriq_portal/files/blank_books/opening.py",
        "roriq_portal/files/form_books.py",
        "roriq_portal/files/spreadsheets.py",
        "roriq_portal/files/tables/text_lines.py",
        "roriq_portal/files/tables/workbooks.py",
    }
