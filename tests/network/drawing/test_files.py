"""A drawing as a file: its size is a number as programs write it, however large."""

from datetime import date
from types import SimpleNamespace

from network.drawing.files import svg_response
from network.drawing.series import YearPoint, draw_series
from tests.network.drawing.saved import parsed, size_of, wrong_places


def test_a_size_over_a_thousand_is_written_as_a_number():
    points = [YearPoint("2024-25", "1 200", 1200), YearPoint("2025-26", "3", 3)]
    drawn = SimpleNamespace(
        placed=[
            SimpleNamespace(
                x="1254",
                y="1024",
                multiple=SimpleNamespace(title="Un & deux", under="ménages", series=draw_series(points, 1200)),
            )
        ]
    )
    answer = svg_response(
        "dessin",
        title="Cinq ans",
        description="Dit.",
        drawing="network/portrait/sections/five_years.svg",
        context={"section": None, "drawn": drawn},
        today=date(2026, 11, 28),
        size=(1278, 10_558),
    )
    drawing = parsed(answer)
    assert size_of(drawing) == (1278, 10_558)
    assert drawing.attrib["viewBox"] == "0 0 1278 10558"
    assert wrong_places(drawing) == []
