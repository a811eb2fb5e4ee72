"""A series stops where a year is missing or does not compare, and never draws a year without a number."""

from decimal import Decimal

from network.drawing.series import YearPoint, draw_series, top_of


def points(*values, breaks=None, running=False) -> list[YearPoint]:
    return [
        YearPoint(
            f"202{rank}-2{rank + 1}",
            "–" if value is None else str(value),
            None if value is None else Decimal(value),
            ((breaks or {}).get(rank, ()) and (breaks[rank],)) or (),
            running and rank == len(values) - 1,
        )
        for rank, value in enumerate(values)
    ]


def test_a_line_links_every_year_that_is_compared():
    series = draw_series(points(10, 20, 40, 20, 40), Decimal(40))
    assert series.path == "M8 68.4L54 52.2L100 20.0L146 52.2L192 20.0"
    assert (series.ruptures, series.running_path) == ((), "")


def test_nothing_crosses_a_missing_year_nor_a_break():
    missing = draw_series(points(10, 20, None, 20, 40), Decimal(40))
    broken = draw_series(points(10, 20, 40, 20, 40, breaks={2: "Rupture."}), Decimal(40))
    alone = draw_series(points(None, None, None, None, 40), Decimal(40))
    assert missing.path == "M8 68.4L54 52.2 M146 52.2L192 20.0"
    assert broken.path == "M8 68.4L54 52.2 M100 20.0L146 52.2L192 20.0"
    assert broken.ruptures == ("77",)
    assert "rupture de série avant 2022-23" in broken.words
    assert (alone.path, [bool(mark.y) for mark in alone.marks]) == ("", [False] * 4 + [True])


def test_a_year_that_runs_is_linked_by_its_own_line():
    series = draw_series(points(10, 20, 40, 20, 10, running=True), Decimal(40))
    assert series.path == "M8 68.4L54 52.2L100 20.0L146 52.2"
    assert series.running_path == "M146 52.2L192 68.4"
    assert [mark.is_running for mark in series.marks] == [False] * 4 + [True]


def test_a_number_stands_under_its_point_where_the_line_falls():
    rising, falling = (draw_series(points(*values), Decimal(40)) for values in ((10, 40), (40, 10)))
    assert (float(rising.last.y) - float(rising.label_y), float(falling.last.y) - float(falling.label_y)) == (8, -15)


def test_a_masked_year_keeps_its_sign_and_has_no_mark():
    row = [YearPoint("2020-21", "12", Decimal(12)), YearPoint("2021-22", "x", None)]
    series = draw_series(row, top_of(row))
    assert (series.last.y, series.last.sign, series.label_y) == ("", "x", "")
    assert top_of([YearPoint("2020-21", "0", Decimal(0))]) == 1
