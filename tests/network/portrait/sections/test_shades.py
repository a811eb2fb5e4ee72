"""Limits of shades: round, between numbers that are printed, and few groups."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.portrait.sections.regions.shades import MOST, shade_limits, shade_of


@pytest.mark.parametrize(
    ("numbers", "limits"),
    [
        ([], []),
        ([0, 0], []),
        ([7], []),
        ([7, 7, 9], [8]),
        ([5, 6, 50, 51, 500, 501, 5000], [50, 500, 5000]),
        ([58, 44, 131, 62, 97, 41, 77, 64, 26, 88, 79], [50, 70, 100]),
    ],
)
def test_limits_are_round_numbers_between_groups(numbers, limits):
    assert shade_limits(numbers) == limits


@given(st.lists(st.integers(0, 3000), max_size=17))
def test_limits_rise_and_every_shade_has_a_number(numbers):
    limits = shade_limits(numbers)
    positive = [number for number in numbers if number]
    shades = {shade_of(number, limits) for number in positive}

    assert limits == sorted(set(limits))
    assert shades == set(range(1, len(limits) + 2)) if positive else shades == set()
    assert len(limits) + 1 == min(MOST, len(set(positive))) or not positive
    assert shade_of(0, limits) == 0


def test_hours_have_limits_too():
    assert shade_limits([Fraction(1, 4), Fraction(3, 4)]) == [Fraction(1, 2)]
