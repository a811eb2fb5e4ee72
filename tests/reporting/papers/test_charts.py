import pytest

from reporting.papers.reading.version import read_content
from reporting.papers.rendering import target_chart
from tests.papers import SHA256, funder_content


def rows_of(**changed):
    """The results of the first and fourth components; `changed`: result by code."""
    content = funder_content()
    for part in content["sections"]:
        for figure in part["figures"]:
            figure["value"]["number"] = changed.get(figure["key"], figure["value"]["number"])
    sections = read_content(content, SHA256).sections
    return [row for section in sections if section.component in (1, 4) for row in section.results]


def test_targets_make_one_straight_line_and_short_results_stand_out():
    chart = target_chart.targets("Titre", rows_of())

    reach = {stroke.number.words: float(stroke.width) for stroke in chart.strokes}
    line = float(chart.target) - target_chart.BAR_LEFT
    assert reach["107\u00a0%"] > line > reach["84\u00a0%"]
    assert [stroke.number.words for stroke in chart.strokes if stroke.is_short] == ["83\u00a0%", "84\u00a0%"]


@pytest.mark.parametrize("result", ["30", "45", "50", "53", "55", "58", "59.9", "60", "61", "70"])
def test_no_number_lies_on_the_line_of_targets(result):
    chart = target_chart.targets("Titre", rows_of(A1=result))

    line = float(chart.target)
    for stroke in chart.strokes:
        start = float(stroke.number.x)
        end = start + target_chart.DIGIT * len(stroke.number.words)
        assert end < line or start > line, stroke
        assert start >= target_chart.BAR_LEFT + float(stroke.width)


def test_targets_cap_one_result_far_above_its_target():
    chart = target_chart.targets("Titre", rows_of(A1="6000"))

    assert max(float(stroke.width) for stroke in chart.strokes) == target_chart.BAR_WIDTH


def test_a_bar_that_stops_is_said():
    assert target_chart.targets("Titre", rows_of(A1="6000")).cut_words == "Une barre s’arrête à 180\u00a0% de la cible."
    assert target_chart.targets("Titre", rows_of()).cut_words == ""


def test_targets_say_each_rate_in_the_description():
    assert "Séjours exploratoires réalisés, 83\u00a0% ; " in target_chart.targets("Titre", rows_of()).description


def test_one_target_alone_is_not_drawn():
    assert target_chart.targets("Titre", rows_of()[:1]) is None
    assert target_chart.targets("Titre", rows_of()[:2]) is not None


def test_every_mark_stays_inside_the_drawing():
    chart = target_chart.targets("Titre", rows_of(A1="6000"))

    assert all(float(s.number.x) + target_chart.DIGIT * len(s.number.words) < target_chart.WIDTH for s in chart.strokes)
    assert all(float(s.y) + target_chart.BAR_HEIGHT <= float(chart.height) for s in chart.strokes)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Séjours", ["Séjours"]),
        ("Personnes rencontrées à Montréal", ["Personnes rencontrées à", "Montréal"]),
        (
            "Activités de préparation des milieux d’accueil et de la société",
            ["Activités de préparation", "des milieux d’accueil …"],
        ),
        ("難民" * 20, ["難民難民難民難民難民難民難", "民難民難民難民難民難民難 …"]),
    ],
)
def test_labels_take_two_lines_that_fit_beside_the_axis(words, lines):
    assert target_chart._wrapped(words) == lines
    assert all(target_chart._breadth(line) <= target_chart.LABEL_WIDTH for line in lines)
