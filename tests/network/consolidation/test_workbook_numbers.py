"""A workbook of a consolidated report: what moved and what is reached are numbers, in either language."""

from decimal import Decimal

import pytest

from network.consolidation.papers import _difference, _rate
from roriq_portal.files.spreadsheets import Number


def figure(now, before, difference, target=None, rate=""):
    said = {"total": now, "before": before, "target": target}
    numbers = {name: None if number is None else {"number": number} for name, number in said.items()}
    return numbers | {"difference": difference, "rate": rate}


@pytest.mark.parametrize(
    ("now", "before", "words", "number"),
    [
        ("1304", "100", "+1,204", 1204),
        ("1304", "100", "+1\u00a0204", 1204),
        ("9", "12.5", "−3,5", "-3.5"),
        ("4", "4", "=", 0),
    ],
)
def test_a_difference_is_its_two_numbers_whatever_language_prints_it(now, before, words, number):
    assert _difference(figure(now, before, words)).value == Decimal(number)


@pytest.mark.parametrize("words", ["rupture", "break", ""])
def test_a_difference_without_a_sign_stays_words(words):
    assert _difference(figure("14", "21", words)) == words
    assert _difference(figure(None, "21", "+3")) == "+3"


def test_a_rate_is_a_number_that_shows_what_is_printed():
    assert _rate(figure("3", None, "", "4", "75\u00a0%")) == Number(Decimal("0.75"), "0 %", "75\u00a0%")
    assert _rate(figure("3", None, "", "4", "")) == ""
    assert _rate(figure("3", None, "", None, "–")) == "–"
