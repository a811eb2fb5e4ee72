"""A copy is filled without harm: text is text, formulas stay, what does not fit is said, the bytes are the same."""

import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from reporting.papers.filled_files.rows import Column, RowsFormat, fill_rows
from reporting.papers.filled_files.targets import Target
from reporting.papers.filled_files.values import NOT_ASKED, Said
from reporting.papers.filled_files.workbook import NOTES, CellTie, fill_workbook
from roriq_portal.files.blank_books.cells import Place
from roriq_portal.files.blank_books.input_rules import refused_by_rule
from tests.reporting.form_editor.funder_files.blanks import SHEET, blank_book, data_of, opened

ROOT = Path(__file__).resolve().parents[4]
MADE = datetime(2026, 6, 9, 14, 4, tzinfo=UTC)
RULES = RowsFormat(";", ",", "%d/%m/%Y", "utf-8-sig")


class Says:
    """A content that says these values, each at the line of its name."""

    def __init__(self, items=0, **values):
        self.values, self.count = values, items

    def said(self, target: Target) -> Said:
        return Said(self.values[target.line_key]) if target.line_key in self.values else NOT_ASKED

    def items(self, line_key: str) -> list[dict]:
        return [{}] * self.count


def fill(book, said: Says, *, adds_notes=False, **cells: str):
    ties = [CellTie(Place(SHEET, cell), Target(line_key=line, part="value"), line) for line, cell in cells.items()]
    return fill_workbook(data_of(book), ties, said, made_at=MADE, adds_notes=adds_notes)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|'/c calc'!A1", "+33", "-5", "@SUM(A1)", "#REF!", "'=1", "12", "TRUE", "2026-01-01", "été\n« »"],
)
def test_text_is_text_whatever_it_begins_with(text):
    cell = opened(fill(blank_book(), Says(a=text), a="B4").data)[SHEET]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_numbers_are_numbers_and_days_are_days():
    said = Says(a=Decimal("1204"), b=Decimal("37.50"), c=date(2025, 4, 1), d=None)
    book = blank_book()
    book[SHEET]["B7"] = "exemple à remplacer"
    sheet = opened(fill(book, said, a="B4", b="B5", c="B3", d="B7").data)[SHEET]
    assert (sheet["B4"].value, sheet["B5"].value, sheet["B7"].value) == (1204, 37.5, None)
    assert (sheet["B3"].value, sheet["B3"].number_format) == (datetime(2025, 4, 1), "yyyy-mm-dd")


def test_the_rest_of_the_workbook_stays_and_every_formula_is_computed_again():
    book = blank_book()
    sheet = book[SHEET]
    sheet["A7"] = CellRichText("Un ", TextBlock(InlineFont(b=True), "mot"), " en gras")
    sheet.conditional_formatting.add("B4:B8", CellIsRule(operator="lessThan", formula=["5"]))
    sheet.protection.sheet, sheet.column_dimensions["A"].width, sheet.freeze_panes = True, 42, "B2"
    copy = fill(book, Says(a=Decimal(3)), a="B4")
    kept = opened(copy.data)
    filled = kept[SHEET]
    assert (filled["B9"].value, filled["A1"].font.bold, filled.column_dimensions["A"].width) == (
        "=SUM(B4:B8)",
        True,
        42,
    )
    assert (filled.freeze_panes, filled.protection.sheet, str(filled.merged_cells)) == ("B2", True, "C4:D5")
    assert [str(row.sqref) for row in filled.data_validations.dataValidation] == ["B12"]
    assert (len(filled.conditional_formatting), kept.defined_names["Entente"].attr_text) == (1, f"{SHEET}!$B$20")
    with zipfile.ZipFile(io.BytesIO(copy.data)) as archive:
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
        assert b"<f>SUM(B4:B8)</f><v/>" in archive.read("xl/worksheets/sheet1.xml").replace(b"<v></v>", b"<v/>")
        assert b"<rPr><b" in archive.read("xl/worksheets/sheet1.xml")
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-06-09T14:04:00Z" in archive.read("docProps/core.xml")


SAME = """
import sys, hashlib
sys.path.insert(0, {root!r})
from datetime import UTC, datetime
from django.conf import settings
settings.configure()
from roriq_portal.files.blank_books.opening import load_trusted
from roriq_portal.files.blank_books.saving import workbook_bytes
data = open({path!r}, "rb").read()
print(hashlib.sha256(workbook_bytes(load_trusted(data), made_at=datetime(2026, 6, 9, tzinfo=UTC))).hexdigest())
"""


def test_the_same_content_gives_the_same_bytes_in_any_process(tmp_path):
    path = tmp_path / "blanc.xlsx"
    path.write_bytes(data_of(blank_book()))
    code = SAME.format(root=str(ROOT), path=str(path))
    made = [
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert len(made[0].strip()) == hashlib.sha256().digest_size * 2


def test_what_does_not_fit_is_said_and_on_a_sheet_only_where_it_may_be():
    said = Says(long="é" * 40_000, jour="n.\xa0d.", choix="Peut-être", items=5)
    cells = {"long": "B4", "jour": "B3", "choix": "B12", "partie": "B5"}
    filled = fill(blank_book(), said, **cells)
    words = {(remark.place, remark.said): remark.words for remark in filled.remarks}
    assert "dépasse les 32\xa0767 signes" in words["Feuil1!B4", "long"]
    assert words["Feuil1!B3", "jour"] == "La case attend un jour, et reçoit autre chose."
    assert "mots de sa liste" in words["Feuil1!B12", "choix"]
    assert words["Feuil1!B5", "partie"] == "Ce rapport n’a pas cette ligne\xa0: la case reste vide."
    assert NOTES not in opened(filled.data).sheetnames

    noted = opened(fill(blank_book(), said, adds_notes=True, **cells).data)
    assert [cell.value for cell in noted[NOTES]["A"]][1:] == [remark.place for remark in filled.remarks]
    assert NOTES not in opened(fill(blank_book(), Says(a="Oui"), adds_notes=True, a="B12").data).sheetnames


def test_more_parts_than_places_are_said():
    ties = [CellTie(Place(SHEET, f"B{n}"), Target(line_key="a", item=n, part="value"), "Volets") for n in (4, 1, 2)]
    said = Says(a=Decimal(1), items=7)
    remarks = fill_workbook(data_of(blank_book()), ties, said, made_at=MADE).remarks
    assert [remark.words for remark in remarks] == [
        "Ce rapport en a 7, et le fichier 4 cases\xa0: les derniers n’y sont pas."
    ]


RULE_CASES = [
    ({"type": "list", "formula1": '"Oui,Non"'}, "oui", True),
    ({"type": "list", "formula1": '"Oui,Non"'}, "s. o.", False),
    ({"type": "list", "formula1": '"1,2,3"'}, Decimal("2.0"), True),
    ({"type": "list", "formula1": "Feuil1!$H$1:$H$2"}, "Rouge", True),
    ({"type": "list", "formula1": "$H$1:$H$2"}, "Bleu", False),
    ({"type": "list", "formula1": "Couleurs"}, "Vert", True),
    ({"type": "list", "formula1": "INDIRECT(A1)"}, "Bleu", True),
    ({"type": "list", "formula1": "'Part; deux'!$A$1:$A$9"}, "Bleu", True),
    ({"type": "list", "formula1": "Ailleurs!$A$1"}, "Bleu", True),
    ({"type": "whole", "operator": "between", "formula1": "0", "formula2": "50"}, Decimal(50), True),
    ({"type": "whole", "operator": "between", "formula1": "0", "formula2": "50"}, Decimal(51), False),
    ({"type": "whole", "operator": "greaterThan", "formula1": "0"}, Decimal("1.5"), False),
    ({"type": "decimal", "operator": "lessThan", "formula1": "A1"}, Decimal(9), True),
    ({"type": "decimal", "operator": "lessThan", "formula1": "5"}, "n. d.", False),
    ({"type": "date", "operator": "greaterThan", "formula1": "1"}, date(2026, 1, 1), True),
    ({"type": "date", "operator": "greaterThan", "formula1": "1"}, Decimal(3), False),
    ({"type": "textLength", "operator": "lessThanOrEqual", "formula1": "3"}, "abc", True),
    ({"type": "textLength", "operator": "lessThanOrEqual", "formula1": "3"}, "abcd", False),
    ({"type": "custom", "formula1": "FALSE"}, "x", True),
]


@pytest.mark.parametrize(("rule", "value", "passes"), RULE_CASES)
def test_a_rule_of_entry_is_judged_where_it_can_be(rule, value, passes):
    book = blank_book()
    sheet = book[SHEET]
    sheet["H1"], sheet["H2"] = "Rouge", "Vert"
    book.defined_names["Couleurs"] = DefinedName("Couleurs", attr_text=f"{SHEET}!$H$1:$H$2")
    validation = DataValidation(**rule)
    validation.add("E1:E9")
    sheet.add_data_validation(validation)
    sheet = opened(data_of(book))[SHEET]
    assert (refused_by_rule(sheet, "E3", value) == "") == passes
    assert refused_by_rule(sheet, "F3", value) == ""


def columns(**more) -> list[Column]:
    lines = {"n": "Nombre; total", "t": "Texte", "j": "Jour", "x": "Sans ligne"}
    asked = [Column(words, Target(line_key=key, part="value"), words) for key, words in lines.items()]
    return [*asked, Column("Vide", Target(), "")]


def test_a_csv_has_the_funders_headings_and_writes_as_it_is_asked():
    said = Says(n=Decimal("-1204.50"), t='=1+1; « été »\n"deux"', j=date(2026, 3, 31))
    filled = fill_rows(columns(), said, RULES)
    assert filled.data.decode("utf-8-sig").splitlines(keepends=True) == [
        '"Nombre; total";Texte;Jour;Sans ligne;Vide\r\n',
        '-1204,50;"\'=1+1; « été »\n', '""deux""";31/03/2026;;\r\n',
    ]  # fmt: skip
    assert filled.data.startswith(b"\xef\xbb\xbf")
    assert [(remark.place, remark.words[:28]) for remark in filled.remarks] == [
        ("Sans ligne", "Ce rapport n’a pas cette lig")
    ]

    windows = fill_rows(
        columns(), Says(n=None, t="Đặng → été", j=None, x=None), RowsFormat(",", ".", "%Y%m%d", "cp1252")
    )
    assert windows.data.decode("cp1252").splitlines()[1] == ",?ng ? été,,,".replace("?ng", "??ng")
    assert (
        windows.remarks[0].words
        == "Des signes ne s’écrivent pas en Windows-1252\xa0: «\xa0?\xa0» les remplace (Đ ặ →)."
    )


def test_a_quotient_without_end_is_cut_in_a_csv():
    said = Says(n=Decimal(1) / Decimal(3), t="", j=None, x=None)
    assert fill_rows(columns(), said, RULES).data.decode("utf-8-sig").splitlines()[1].split(";")[0] == "0,3333333333"
