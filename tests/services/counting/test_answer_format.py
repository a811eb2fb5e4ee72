"""The four answers in words: a value, 0, s. o., n. d., and the blank that is none of them."""

from decimal import Decimal

import pytest

from services.counting.answer_format import at_least, format_answer, format_with_terms


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("value", Decimal(1204)), "1 204"),
        (("value", 12), "12"),
        (("zero", 0), "0"),
        (("value", Decimal(5), Decimal(8)), "62,5 %"),
        (("na", None), "s. o."),
        (("nd", None), "n. d."),
        (("blank", None), "–"),
        (("blank", Decimal(3)), "–"),
        (("value", None), "–"),
    ],
)
def test_an_answer_is_printed_as_its_kind(answer, words):
    assert format_answer(*answer).replace("\u00a0", " ").replace("\u202f", " ") == words


def test_a_sum_is_printed_as_money():
    assert format_answer("value", Decimal("1204.5"), is_money=True).replace("\u00a0", " ") == "1 204,50 $"
    assert format_answer("blank", None, is_money=True) == "–"


def test_what_may_be_greater_is_said_so():
    assert at_least("12") == "au moins 12"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("value", Decimal(5), 8), "62,5 % (5 sur 8)"),
        (("value", Decimal(0), 8), "0 % (0 sur 8)"),
        (("value", Decimal(1204), None), "1 204"),
        (("value", Decimal(1204), 0), "1 204"),
        (("value", None, 8), "–"),
        (("nd", Decimal(5), 8), "n. d."),
    ],
)
def test_a_rate_that_stands_alone_shows_its_terms(answer, words):
    assert format_with_terms(*answer).replace("\xa0", " ") == words
