"""Lines computed from other lines: hand-made sums, differences and shares, and what is unknown in them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.engine.figures import Ask, AskReason, Figure, Origin
from reporting.engine.form.spec import FormSpec, LineTermSpec
from reporting.engine.line_sums import Stated, order_of_sums, sum_of_lines
from tests.reporting.engine.test_line_evaluation import LINE

D = Decimal
CUMUL, MONTH = replace(LINE, key="b2b", number="B2b"), replace(LINE, key="b2a", number="B2a", window="month")
FORMULA = "B2b − B2a − B2a des rapports déjà transmis de l’année"


def computed(*terms: tuple, key="b6", kind="figure"):
    specs = tuple(LineTermSpec(*term) for term in terms)
    return replace(LINE, key=key, number=key.upper(), kind=kind, source="lines", terms=(), line_terms=specs)


CORRECTIONS = computed(("value", "b2b", 1, "now"), ("value", "b2a", -1, "now"), ("value", "b2a", -1, "filed"))
SHARE = computed(("numerator", "b2a", 1, "now"), ("denominator", "b2b", 1, "now"), kind="ratio")


def form(*lines) -> FormSpec:
    return FormSpec(lines, (), {}, {line.key: line for line in lines})


FORM = form(CUMUL, MONTH, CORRECTIONS, SHARE)


def said(value, state="value", left_out="") -> Stated:
    return Stated(state, None if value is None else D(value), left_out)


def corrections(cumul, month, filed=None) -> Figure | Ask:
    before = {"b2a": filed} if filed else {}
    return sum_of_lines(CORRECTIONS, FORM, {"b2b": cumul, "b2a": month}, before)


def test_corrections_are_the_cumul_less_the_month_and_the_months_as_filed():
    assert corrections(said(40), said(12), said(25)) == Figure(D(3), Origin("lines", words=FORMULA), "value")


def test_a_difference_may_be_below_zero():
    assert corrections(said(35), said(12), said(25)).value == -2


def test_nothing_filed_yet_takes_nothing_away():
    figure = corrections(said(12), said(12))

    assert (figure.value, figure.state) == (0, "zero")


@pytest.mark.parametrize(
    ("cumul", "month", "waiting"),
    [
        (said(None, "blank"), said(12), ("B2b",)),
        (said(None, "blank"), said(None, "blank"), ("B2b", "B2a")),
        (said(None, "nd"), said(None, "blank"), ("B2a",)),
    ],
)
def test_a_line_that_still_asks_makes_a_question_that_names_it(cumul, month, waiting):
    assert corrections(cumul, month) == Ask(AskReason.OTHER_LINES, lines=waiting)


@pytest.mark.parametrize("unknown", ["cumul", "month", "filed"])
def test_an_unknown_term_is_no_zero(unknown):
    terms = {"cumul": said(40), "month": said(12), "filed": said(25), unknown: said(None, "nd")}

    figure = corrections(**terms)

    assert (figure.value, figure.state) == (None, "nd")


def test_what_does_not_apply_adds_nothing():
    assert corrections(said(40), said(None, "na"), said(25)).value == 15
    everywhere = corrections(said(None, "na"), said(None, "na"), said(None, "na"))
    assert (everywhere.value, everywhere.state) == (None, "na")


def test_a_sum_says_what_its_terms_leave_out():
    partial = corrections(said(40, left_out="1 entente n. d."), said(12))

    assert partial.left_out == "1 entente n. d."


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [
        (said(3), said(4), (3, 4, "value")),
        (said(0, "zero"), said(4), (0, 4, "zero")),
        (said(3), said(0, "zero"), (None, None, "na")),
        (said(None, "nd"), said(4), (None, None, "nd")),
        (said(3), said(None, "na"), (None, None, "na")),
    ],
)
def test_a_share_keeps_its_two_terms(part, whole, answer):
    figure = sum_of_lines(SHARE, FORM, {"b2a": part, "b2b": whole}, {})

    assert (figure.value, figure.denominator, figure.state) == answer
    assert figure.origin.words == "(B2a) / (B2b)"


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [
        (said(60), said(12), (D("5.00"), "value")),
        (said(10), said(3), (D("3.33"), "value")),
        (said(0, "zero"), said(3), (D(0), "zero")),
        (said(10), said(0, "zero"), (None, "na")),
        (said(10), said(None, "nd"), (None, "nd")),
    ],
)
def test_a_mean_is_a_number_of_two_decimals(part, whole, answer):
    mean = replace(SHARE, kind="figure")

    figure = sum_of_lines(mean, FORM, {"b2a": part, "b2b": whole}, {})

    assert (figure.value, figure.state, figure.denominator) == (*answer, None)
    assert (figure.origin.words, mean.decimals) == ("(B2a) / (B2b)", 2)


def test_lines_are_computed_after_those_that_they_read():
    last = computed(("value", "b6", 1, "now"), key="b7")

    assert [line.key for line in order_of_sums(form(last, CORRECTIONS, MONTH, CUMUL))] == ["b6", "b7"]


def test_a_circle_has_no_order_and_ends_all_the_same():
    one, other = computed(("value", "y", 1, "now"), key="x"), computed(("value", "x", 1, "now"), key="y")

    assert {line.key for line in order_of_sums(form(one, other))} == {"x", "y"}


@given(st.lists(st.tuples(st.sampled_from([1, -1]), st.integers(0, 9999)), min_size=1, max_size=8))
def test_any_sum_is_that_of_its_terms(rows):
    terms = [("value", f"l{rank}", sign, "now") for rank, (sign, _) in enumerate(rows)]
    line = computed(*terms)
    others = [replace(LINE, key=f"l{rank}") for rank in range(len(rows))]
    now = {f"l{rank}": said(value, "value" if value else "zero") for rank, (_, value) in enumerate(rows)}

    figure = sum_of_lines(line, form(line, *others), now, {})

    assert figure.value == sum(sign * value for sign, value in rows)
    assert figure.state == ("value" if figure.value else "zero")
