import io

import openpyxl
import pytest

from reporting.spreadsheets import readable, render_sheet
from tests.papers import annual_content, funder_content


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(render_sheet(content)))


def test_sheet_holds_numbers_as_numbers_and_answers_as_words():
    rows = {row[1]: row for row in opened(funder_content())["Chiffres"].iter_rows(values_only=True)}

    assert (rows["A2"][4], rows["A2"][5], rows["A2"][8]) == (5, "5", 6)
    assert (rows["A8"][4], rows["A8"][6], rows["A8"][5]) == (74, 95, "78 %".replace(" ", rows["A8"][5][2]))
    assert (rows["E3"][4], rows["E3"][5].replace("\u00a0", " ")) == (None, "s. o.")


def test_sheet_holds_breakdowns_with_what_is_unbroken():
    rows = [row for row in opened(funder_content())["Ventilations"].iter_rows(values_only=True) if row[0] == "A7"]

    assert [row[3] for row in rows] == [
        "Économique",
        "Regroupement familial",
        "Réfugiés et personnes en situation semblable",
        "Autres",
        "Non ventilé",
    ]
    assert rows[3][4:] == (None, "x")


@pytest.mark.parametrize(
    "typed", ['=HYPERLINK("http://x";"clic")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "http://x.example"]
)
def test_nothing_typed_runs(typed):
    content = funder_content()
    content["sections"][0]["texts"][0]["text"] = typed
    content["organism"]["name"] = typed

    book = opened(content)

    for cell in (book["Textes"]["C2"], book["Document"]["B3"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (typed, "s", None)


def test_control_signs_and_endless_texts_fit_a_cell():
    assert readable("a\x00b\x1bc\nd") == "abc\nd"
    assert len(readable("a" * 40_000)) == 32_767


def test_sheet_of_an_annual_report_opens():
    assert opened(annual_content()).sheetnames == ["Document", "Chiffres", "Ventilations", "Textes", "Sommes", "Pièces"]


def test_same_content_gives_the_same_bytes():
    assert render_sheet(funder_content()) == render_sheet(funder_content())
