import pytest

from reporting.papers.reading.tables import with_terms
from reporting.papers.reading.version import read_content
from tests.papers import SHA256, funder_content


def figure_of(content, key):
    return next(f for part in content["sections"] for f in part["figures"] if f["key"] == key)


def band_of(content, key):
    tables = [table for section in read_content(content, SHA256).sections for table in section.bands]
    return next(table for table in tables if table.title.startswith(f"{key} "))


def empties_of(content):
    return [words for section in read_content(content, SHA256).sections for words in section.empties]


def emptied(content, key, total):
    """The figure with nothing in its bands, this period or the last."""
    figure = figure_of(content, key)
    figure["value"].update(text=total, number=total)
    for axis in figure["bands"]:
        axis.update(total=total, rest=None)
        for row in axis["rows"]:
            row.update(text="0", number="0", past="", past_number=None)
    return figure


def test_bars_are_drawn_from_zero_in_proportion_to_the_longest_row_the_unbroken_among_them():
    content = funder_content()
    figure_of(content, "A7")["bands"][0]["rest"].update(text="132", number="132")

    band = band_of(content, "A7")

    assert [(row.words, row.width) for row in band.rows] == [
        ("Économique", 50),
        ("Regroupement familial", 15),
        ("Réfugiés et personnes en situation semblable", 7),
        ("Autres", 0),
        ("Non ventilé", 100),
    ]
    assert [row.is_rest for row in band.rows] == [False, False, False, False, True]


def test_a_breakdown_prints_what_was_unbroken_and_the_total_of_the_period_before():
    band = band_of(funder_content(), "A7")

    assert (band.rows[-1].words, band.rows[-1].past, band.rows[-1].text) == ("Non ventilé", "5", "4")
    assert (band.past_total, band.total) == ("99", "103")
    assert band.title == "A7 Familles accueillies et accompagnées, par catégorie d’immigration"


def test_a_breakdown_without_past_has_no_column_for_it():
    assert not band_of(funder_content(), "A4").has_past
    assert band_of(funder_content(), "A7").has_past


@pytest.mark.parametrize("text", ["NaN", "abc", "Infinity", None])
def test_what_is_not_a_finite_number_has_no_bar(text):
    content = funder_content()
    figure_of(content, "A7")["bands"][0]["rows"][0]["number"] = text

    assert band_of(content, "A7").rows[0].width == 0


def test_nothing_to_break_down_is_one_line_for_all_its_axes():
    content = funder_content()
    figure = emptied(content, "A7", "0")
    figure["bands"].append({**figure["bands"][0], "dimension": "Âge"})

    assert empties_of(content) == ["A7 Familles accueillies et accompagnées\u00a0: 0, rien à ventiler."]


def test_nothing_broken_down_is_said_for_its_axis():
    content = funder_content()
    emptied(content, "A7", "12")

    assert empties_of(content) == [
        "A7 Familles accueillies et accompagnées, catégorie d’immigration\u00a0: 12, rien de ventilé."
    ]


@pytest.mark.parametrize("changed", [{"past": "3"}, {"text": "x"}, {"text": "n.\u00a0d."}])
def test_a_table_that_says_something_is_not_folded(changed):
    content = funder_content()
    emptied(content, "A7", "0")["bands"][0]["rows"][1].update(changed)

    assert empties_of(content) == []
    assert band_of(content, "A7").total == "0"


def test_empty_texts_leave_no_heading():
    content = funder_content()
    content["sections"][0]["texts"].append({"key": "d", "words": "Difficultés", "text": " "})

    assert [text["words"] for text in read_content(content, SHA256).sections[0].texts] == ["Faits saillants"]


def test_changed_rows_say_what_they_were():
    content = funder_content()
    content["changes"]["figures"] += [
        {"line_key": "a7", "band": ["Catégorie d’immigration", "band-0"], "words": "", "was": "60", "now": "66"},
        {"line_key": "argent", "band": ["Loyer", "Dépenses"], "words": "", "was": "1,00\u00a0$", "now": ""},
    ]

    reading = read_content(content, SHA256)

    assert {row.key: row.was for row in reading.results if row.was} == {"A3": "36"}
    assert [row.was for row in band_of(content, "A7").rows] == ["60", "", "", "", ""]
    money = next(section.money for section in reading.sections if section.money)
    assert [[cell.was for cell in row.cells] for row in money.rows] == [["", ""], ["", "1,00\u00a0$"], ["", ""]]


def test_a_ratio_says_its_two_terms_in_the_place_of_its_unit():
    units = {row.key: row.unit for row in read_content(funder_content(), SHA256).results}

    assert (units["A8"], units["A1"], units["E2"]) == ("74 sur 95", "personnes distinctes", "poste")


def test_a_total_that_leaves_something_out_is_partial():
    content = funder_content()
    rows = next(part["money"]["rows"] for part in content["sections"] if part["money"])
    rows[-1]["cells"][0]["note"] = "1 entente n.\u00a0d."

    money = next(section.money for section in read_content(content, SHA256).sections if section.money)

    assert [row.is_partial for row in money.rows] == [False, False, True]


def test_a_rate_of_the_period_before_says_its_two_terms():
    past = {"text": "62,5\u00a0%", "number": "62.5", "numerator": "5", "denominator": "8"}

    assert with_terms(past) == "62,5\u00a0% (5 sur 8)"
    assert with_terms({**past, "unknown": 2}) == "62,5\u00a0% (5 sur 8, 2 inconnus)"
    assert with_terms({"text": "116", "number": "116", "numerator": None, "denominator": None}) == "116"
