import io

import openpyxl
import pytest

from reporting.papers.rendering.workbook import render_sheet
from roriq_portal.files.cells import readable
from tests.papers import annual_content, funder_content


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(render_sheet(content)))


def rows_of(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows()
    return [dict(zip([cell.value for cell in head], row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book():
    return opened(funder_content())


@pytest.fixture(scope="module")
def figures(book):
    return {row["Code"].value: row for row in rows_of(book["Chiffres"])}


def test_texts_keep_their_no_break_spaces(book):
    printed = [row["Tel qu’imprimé"].value for row in rows_of(book["Chiffres"])]

    assert "1\u00a0204" in printed
    assert "80,6\u00a0%" in printed
    assert "9 juin 2026 à 10 h 04" in [row["Valeur"].value.replace("\u00a0", " ") for row in rows_of(book["Document"])]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x1bc\nd\te", "abc\nd\te"),
        ("55\u00a0440,00\u00a0$", "55\u00a0440,00\u00a0$"),
        ("12\u202f000", "12\u202f000"),
        ("«\u00a0oui\u00a0»", "«\u00a0oui\u00a0»"),
        ("\u200b\ue000\ud800a", "a"),
        ("a" * 40_000, "a" * 32_767),
    ],
)
def test_control_signs_alone_are_taken_out_and_endless_texts_cut(typed, kept):
    assert readable(typed) == kept


def test_a_figure_is_a_number_beside_its_target_its_past_and_its_achievement(figures):
    row = figures["A2"]

    assert (row["2025-2026"].value, row["2024-2025"].value, row["Cible"].value) == (5, 4, 6)
    assert row["Atteinte"].value == pytest.approx(5 / 6)
    assert row["Atteinte"].number_format == "0 %"
    assert row["2025-2026"].number_format == "#,##0"


def test_a_ratio_is_its_quotient_beside_its_two_terms(figures):
    row = figures["A8"]

    assert row["2025-2026"].value == pytest.approx(74 / 95)
    assert row["2025-2026"].number_format == "0.0 %"
    assert (row["Numérateur"].value, row["Dénominateur"].value, row["Tel qu’imprimé"].value) == (74, 95, "77,9\u00a0%")
    assert (row["Cible"].value, row["Cible"].number_format) == (0.75, "0 %")
    assert row["Atteinte"].value == pytest.approx(74 / 95 / 0.75)


def test_a_share_near_the_whole_is_not_shown_as_the_whole():
    content = funder_content()
    figure = next(one for part in content["sections"] for one in part["figures"] if one["value"]["denominator"])
    figure["value"] |= {"numerator": "319", "denominator": "320"}

    row = next(row for row in rows_of(opened(content)["Chiffres"]) if row["Code"].value == figure["key"])

    assert row["2025-2026"].number_format == "0.0 %"


def test_a_target_of_a_rate_stays_a_rate_where_nothing_answers_it():
    content = funder_content()
    figure = next(one for part in content["sections"] for one in part["figures"] if one["key"] == "A8")
    figure["value"] |= {"state": "nd", "text": "n. d.", "number": None, "numerator": None, "denominator": None}

    row = next(row for row in rows_of(opened(content)["Chiffres"]) if row["Code"].value == "A8")

    assert (row["Cible"].value, row["Cible"].number_format, row["Atteinte"].value) == (0.75, "0 %", None)


def test_an_answer_in_words_is_no_number(figures):
    assert (figures["E3"]["2025-2026"].value, figures["E3"]["Tel qu’imprimé"].value) == (None, "s. o.")


def test_without_a_period_before_no_column_stands_for_it():
    content = funder_content()
    content["past_period_words"] = ""
    for part in content["sections"]:
        for figure in part["figures"]:
            figure["past"] = None
            for axis in figure["bands"]:
                for row in [*axis["rows"], axis["rest"] or {}]:
                    row["past_number"] = None

    book = opened(content)

    for name in ("Chiffres", "Ventilations"):
        head = [cell.value for cell in book[name][1]]
        assert "2025-2026" in head
        assert not {"2024-2025", "Avant", ""} & set(head)


def test_breakdowns_hold_what_is_unbroken_and_what_it_was(book):
    rows = [row for row in rows_of(book["Ventilations"]) if row["Code"].value == "A7"]

    assert [(row["Catégorie"].value, row["2024-2025"].value, row["2025-2026"].value) for row in rows] == [
        ("Économique", 61, 66),
        ("Regroupement familial", 18, 20),
        ("Réfugiés et personnes en situation semblable", 12, 9),
        ("Autres", 3, None),
        ("Non ventilé", 5, 4),
    ]
    assert rows[3]["Tel qu’imprimé"].value == "x"


def test_sums_are_numbers_of_money_under_their_own_heads(book):
    rows = rows_of(book["Sommes"])

    assert list(rows[0]) == ["Poste", "Budget", "Dépenses"]
    assert [row["Dépenses"].value for row in rows] == [207_431.18, 24_000, 231_431.18]
    assert {row["Budget"].number_format for row in rows} == {'#,##0.00 "$"'}
    assert [row["Poste"].font.bold for row in rows] == [False, False, True]
    assert rows[-1]["Budget"].border.bottom.style == "double"


def test_a_sum_says_what_it_leaves_out():
    content = funder_content()
    rows = next(part["money"]["rows"] for part in content["sections"] if part["money"])
    rows[-1]["cells"][0]["note"] = "1 entente n.\u00a0d."

    last = rows_of(opened(content)["Sommes"])[-1]

    assert last["Remarque"].value == "1 entente n.\u00a0d."
    assert last["Poste"].value.endswith(", partiel")


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


def test_texts_wrap_in_columns_that_fit_a_screen(book):
    for sheet in book:
        assert all(8 <= column.width <= 61 for column in sheet.column_dimensions.values()), sheet.title
        assert sheet.freeze_panes == "A2"
    assert book["Textes"]["C2"].alignment.wrap_text
    assert book["Chiffres"].column_dimensions["C"].width > book["Chiffres"].column_dimensions["B"].width


def test_pages_lie_and_repeat_their_head(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)


def test_no_sheet_is_empty():
    content = annual_content()
    for part in content["sections"]:
        for figure in part["figures"]:
            figure["bands"] = []

    assert opened(content).sheetnames == ["Document", "Chiffres"]


def test_same_content_gives_the_same_bytes():
    assert render_sheet(funder_content()) == render_sheet(funder_content())
