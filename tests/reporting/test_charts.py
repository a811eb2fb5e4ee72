from reporting import charts
from tests.papers import funder_content, row

FIGURES = {part["component"]: part["figures"] for part in funder_content()["sections"]}
CATEGORY_ROWS = FIGURES[4][0]["bands"][0]["rows"]


def test_bars_are_drawn_from_zero_and_in_proportion():
    chart = charts.bars("Titre", CATEGORY_ROWS, "2024-2025", charts.PAPER)

    widths = {stroke.number.words: float(stroke.width) for stroke in chart.strokes}
    assert widths["66"] == charts.PAPER.bar_width
    assert abs(widths["20"] / widths["66"] - 20 / 66) < 0.001
    assert {stroke.x for stroke in chart.strokes} == {chart.axis}


def test_bars_say_each_number_in_the_description():
    chart = charts.bars("Titre", CATEGORY_ROWS, "2024-2025", charts.PAPER)

    assert "Économique, 66 contre 61 en 2024-2025 ; " in chart.description


def test_bars_print_a_masked_cell_without_length():
    chart = charts.bars("Titre", CATEGORY_ROWS, "2024-2025", charts.PAPER)

    masked = [stroke for stroke in chart.strokes if stroke.number.words == "x"]
    assert [stroke.width for stroke in masked] == ["0"]


def test_bars_of_fewer_than_two_numbers_are_not_drawn():
    assert charts.bars("Titre", [row("Seule", "5"), row("Vide", "–")], "", charts.PAPER) is None
    assert charts.bars("Titre", [row("Seule", "5"), row("Autre", "1")], "", charts.PAPER) is not None


def test_bars_ignore_what_is_not_a_finite_number():
    odd = [{**row("C", "–"), "number": "NaN"}, {**row("D", "?"), "number": "abc"}]

    chart = charts.bars("Titre", [row("A", "5"), row("B", "6"), *odd], "", charts.PAPER)

    assert [stroke.width for stroke in chart.strokes][2:] == ["0", "0"]


def test_targets_make_one_straight_line_and_short_results_stand_out():
    chart = charts.targets("Titre", [*FIGURES[1], *FIGURES[4]], charts.PAPER)

    reach = {stroke.number.words: float(stroke.width) for stroke in chart.strokes}
    line = float(chart.target) - charts.PAPER.bar_left
    assert reach["107 %"] > line > reach["84 %"]
    assert [stroke.number.words for stroke in chart.strokes if stroke.tone == "short"] == ["83 %", "84 %"]


def test_targets_cap_one_result_far_above_its_target():
    far = {**FIGURES[1][0], "value": {**FIGURES[1][0]["value"], "number": "6000"}, "rate": "10 000 %"}

    chart = charts.targets("Titre", [far, FIGURES[1][1]], charts.PAPER)

    assert max(float(stroke.width) for stroke in chart.strokes) == charts.PAPER.bar_width


def test_targets_leave_out_a_target_of_zero():
    zero = {**FIGURES[1][0], "target": {"text": "0", "number": "0", "was": ""}}

    assert charts.targets("Titre", [zero, FIGURES[1][1]], charts.PAPER) is None


def test_screen_layout_keeps_every_mark_inside_its_width():
    chart = charts.bars("Titre", CATEGORY_ROWS, "2024-2025", charts.SCREEN)

    assert all(float(s.x) + float(s.width) < charts.SCREEN.width for s in chart.strokes)
    assert all(float(s.y) + float(s.height) <= float(chart.height) for s in chart.strokes)
