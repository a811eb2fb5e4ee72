"""Scales begin at zero, end past every number, and have whole steps."""

from decimal import Decimal
from fractions import Fraction

import pytest

from network.drawing.bars import ENDS, FULL, bar_on
from network.drawing.dots import dots_on
from network.drawing.scales import scale_to


@pytest.mark.parametrize("most", [1, 2, 3, 4, 7, 12, 99, 100, 431, 450, 451, 2_999, 10**7, 10**15])
def test_scale_holds_its_greatest_number_within_twice_its_length(most):
    scale = scale_to([0, most, None])
    steps = [int(tick.words.replace("\u00a0", "")) for tick in scale.ticks]
    assert scale.top >= most
    assert scale.top <= max(2 * most, 3)
    assert steps == [int(scale.top) * rank // 3 for rank in range(4)]
    assert [tick.place for tick in scale.ticks] == ["0.00", "33.33", "66.67", "100.00"]


def test_scale_of_nothing_and_of_zeros_still_has_whole_steps():
    assert [scale_to(values).top_words for values in ([], [None], [0, 0])] == ["3", "3", "3"]


def test_scale_of_known_numbers():
    words = {most: [tick.words for tick in scale_to([most]).ticks] for most in (431, 99, 1_200)}
    assert words == {
        431: ["0", "150", "300", "450"],
        99: ["0", "40", "80", "120"],
        1_200: ["0", "400", "800", "1\u00a0200"],
    }


def test_what_has_no_number_has_no_place():
    scale = scale_to([100])
    dots = dots_on(scale, None, Decimal(60), Fraction(120))
    assert (dots.now, dots.before, dots.goal, dots.moves) == ("", "50.00", "100.00", False)
    assert dots_on(scale, 0).now == "0.00"


def test_parts_of_a_bar_follow_each_other():
    parts = bar_on(scale_to([90]), [(Decimal(30), FULL), (Decimal(0), ENDS), (Decimal(45), ENDS)])
    assert [(part.x, part.width, part.mark) for part in parts] == [
        ("0.00", "33.33", "g-full"),
        ("33.33", "50.00", "g-falls"),
    ]
