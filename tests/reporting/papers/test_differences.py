import copy

from reporting.papers.differences import differences
from tests.papers import funder_content


def figure_of(content, key):
    return next(f for part in content["sections"] for f in part["figures"] if f["key"] == key)


def changed(edit):
    """What differs once a copy is edited."""
    before = funder_content()
    after = copy.deepcopy(before)
    edit(after)
    return differences(before, after)


def test_two_equal_contents_differ_in_nothing():
    assert changed(lambda content: None) == {"figures": [], "texts": []}


def test_a_figure_is_said_before_and_after():
    found = changed(lambda content: figure_of(content, "A1")["value"].update(text="65"))

    assert found["figures"] == [
        {"line_key": "a1", "band": [], "words": "A1 Personnes rencontrées à Montréal", "was": "64", "now": "65"}
    ]


def test_a_ratio_whose_terms_moved_under_the_same_per_cent_is_said():
    found = changed(lambda content: figure_of(content, "A8")["value"].update(numerator="73"))

    assert [(row["was"], row["now"]) for row in found["figures"]] == [
        ("77,9\u00a0% (74 sur 95)", "77,9\u00a0% (73 sur 95)")
    ]


def test_a_band_is_said_with_its_line():
    found = changed(lambda content: figure_of(content, "A7")["bands"][0]["rows"][0].update(text="60"))

    assert [(row["band"], row["words"], row["was"], row["now"]) for row in found["figures"]] == [
        (
            ["Catégorie d’immigration", "band-0"],
            "A7 Familles accueillies et accompagnées, Économique",
            "66",
            "60",
        )
    ]


def test_a_sum_is_said_with_its_column():
    def edit(content):
        rows = next(part["money"]["rows"] for part in content["sections"] if part["money"])
        rows[1]["cells"][0]["text"] = "25\u00a0000,00\u00a0$"

    row = changed(edit)["figures"][0]

    assert (row["line_key"], row["band"], row["words"]) == ("argent", ["Loyer", "Budget"], "Loyer, budget")


def test_a_line_that_comes_or_goes_is_a_blank_on_the_other_side():
    gone = changed(lambda content: content["sections"][0]["figures"].pop(0))

    assert [(row["line_key"], row["was"], row["now"]) for row in gone["figures"]] == [("a1", "64", "–")]


def test_a_text_that_changed_is_named_and_not_repeated():
    found = changed(lambda content: content["sections"][0]["texts"][0].update(text="Autre"))

    title = funder_content()["sections"][0]["title"]
    assert found == {"figures": [], "texts": [f"{title}, Faits saillants"]}
