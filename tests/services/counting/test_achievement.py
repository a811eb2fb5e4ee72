from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisms.models import Indicator
from services.counting.achievement import Achievement, frozen_measure, measure_of
from services.counting.amounts import Amount

RATIO = Indicator.Nature.RATIO


@pytest.mark.parametrize(
    ("result", "target", "text", "is_short"),
    [
        (27, 13, "208\u00a0%", False),
        (Fraction(125, 2), 75, "83\u00a0%", True),
        (9, 9, "100\u00a0%", False),
        (319, 320, "99,7\u00a0%", False),
        (1, 1000, "0,1\u00a0%", True),
        (85, 100, "85\u00a0%", False),
        (849, 1000, "84,9\u00a0%", True),
        (0, 12, "0\u00a0%", True),
        (3, 0, "–", False),
        (None, 12, "–", False),
        (12, None, "–", False),
    ],
)
def test_a_result_beside_its_target(result, target, text, is_short):
    reached = Achievement(result, target)

    assert (reached.text, reached.is_short) == (text, is_short)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_what_is_printed_never_contradicts_what_is_judged(result, target):
    reached = Achievement(result, target)
    printed = Decimal(reached.text.removesuffix("\u00a0%").replace(",", ".").replace("\u00a0", ""))

    assert (printed < 85, printed == 100, printed == 0) == (reached.is_short, result == target, result == 0)


def test_a_ratio_is_measured_in_per_cent_and_a_number_as_it_is():
    assert [measure_of(Decimal(5), Decimal(8)), measure_of(Decimal(5), None), measure_of(None, None)] == [62.5, 5, None]
    assert Amount(Decimal(5), "ratio", RATIO, denominator=Decimal(8)).measure == Fraction(125, 2)
    assert Amount(Decimal(5), "ratio", RATIO).measure is None
    assert Amount(Decimal(5), "séance").measure == 5


@pytest.mark.parametrize(
    ("number", "terms", "measure"),
    [
        (Decimal(63), (Decimal(5), Decimal(8)), Fraction(125, 2)),
        (Decimal(0), (Decimal(0), Decimal(8)), 0),
        (Decimal(63), (None, Decimal(8)), 63),
        (Decimal(63), (Decimal(5), None), 63),
        (Decimal(63), (Decimal(5), Decimal(0)), 63),
        (None, (None, None), None),
    ],
)
def test_a_frozen_rate_is_measured_from_its_terms_and_not_from_what_was_printed(number, terms, measure):
    assert frozen_measure(number, *terms) == measure
