from decimal import Decimal

import pytest

from reporting.filling.typed_values import TypedRefused, read_answer, read_number, readable, shown_number


@pytest.mark.parametrize(
    ("raw", "kind", "state", "value"),
    [
        ("128", "", "value", 128),
        ("1\u00a0234", "nombre", "value", 1234),
        ("0", "", "zero", 0),
        ("0", "nombre", "zero", 0),
        ("", "zero", "zero", 0),
        ("", "so", "na", None),
        ("so", "", "na", None),
        ("n. d.", "", "nd", None),
        ("nd", "nd", "nd", None),
        ("", "", "blank", None),
        ("", "nombre", "blank", None),
    ],
)
def test_read_answer_tells_the_four_answers_and_blank(raw, kind, state, value):
    typed = read_answer(raw, kind)

    assert (typed.state, typed.value) == (state, value)


@pytest.mark.parametrize(("raw", "kind"), [("12", "zero"), ("12", "nd"), ("so", "nd"), ("so", "nombre"), ("0", "so")])
def test_read_answer_refuses_a_number_and_a_choice_that_disagree(raw, kind):
    with pytest.raises(TypedRefused, match="gardez l’un des deux"):
        read_answer(raw, kind)


@pytest.mark.parametrize("raw", ["1e30", "-4", "douze", "10" * 16, "٣٤", "12..3", "=1+1", "∞"])
def test_read_number_refuses_what_is_not_a_number(raw):
    with pytest.raises(TypedRefused):
        read_number(raw)


@pytest.mark.parametrize(("raw", "number"), [("1 234,50 $", "1234.50"), ("1.5", "1.5"), ("0007", "7")])
def test_read_number_reads_what_french_writes(raw, number):
    assert read_number(raw) == Decimal(number)


def test_readable_drops_what_no_database_keeps():
    assert readable("a\x00b\ud800c\r\nd") == "abc\nd"


def test_shown_number_can_be_typed_over():
    assert [shown_number(Decimal(n)) for n in ("1234", "12.5", "0")] == ["1234", "12,50", "0"]
    assert shown_number(None) == ""
