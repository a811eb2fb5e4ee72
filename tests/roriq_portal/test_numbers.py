"""The one rounding and the one way to write numbers, money and rates."""

import subprocess
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from roriq_portal.formats.language import ENGLISH, in_language
from roriq_portal.formats.money import format_millions, format_money, format_short_money
from roriq_portal.formats.numbers import (
    decimal_or_none,
    format_change,
    format_number,
    format_size,
    group_digits,
    plain,
    round_number,
    round_up,
    unit_for,
)
from roriq_portal.formats.rates import (
    format_measure,
    format_percent,
    format_points,
    format_rate,
    format_ratio,
    percentage_of,
    round_points,
    round_rate,
)

ROOT = Path(__file__).resolve().parents[2]
D = Decimal
NBSP = "\u00a0"
NUMBERS = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=4)
PLACES = st.integers(0, 3)
WHOLES = st.integers(1, 100_000)
# Two cores may be shared by many: how fast examples come says nothing of the rule
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.5", 0, "1"), ("2.5", 0, "3"), ("-0.5", 0, "-1"), ("-0.4", 0, "0"), ("0.125", 2, "0.13"), ("7", 1, "7.0")],
)
def test_halves_go_away_from_zero(value, places, rounded):
    assert str(round_number(D(value), places)) == str(round_number(Fraction(value), places)) == rounded


@given(NUMBERS, PLACES)
def test_rounding_moves_half_a_step_at_most_and_mirrors_zero(value, places):
    rounded = round_number(value, places)
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**places)
    assert round_number(-value, places) == -rounded
    assert round_number(Fraction(value), places) == rounded == round_number(rounded, places)


@given(NUMBERS, PLACES)
def test_rounding_up_never_falls_short(value, places):
    needed = round_up(value, places)
    assert abs(value) <= abs(needed) < abs(Fraction(value)) + Fraction(1, 10**places)
    assert round_up(Fraction(value), places) == needed


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (1204, None, f"1{NBSP}204"),
        (D("12.50"), None, "12,5"),
        (D("-3"), None, "−3"),
        (D("-0.0"), None, "0"),
        (D("1E+3"), None, f"1{NBSP}000"),
        (D("1234.5"), 0, f"1{NBSP}235"),
        (D("12"), 1, "12,0"),
    ],
)
def test_format_number(value, places, words):
    assert format_number(value, places) == words


@given(NUMBERS)
def test_a_number_as_data_reads_back(value):
    assert decimal_or_none(plain(value)) == value


def test_a_number_as_data_has_no_idle_decimal_and_no_exponent():
    assert [plain(value) for value in (1204, D("12.50"), D("1E+3"), D(0), None)] == ["1204", "12.5", "1000", "0", None]


@pytest.mark.parametrize("words", [None, "", "–", "<\u00a05", "NaN", "Infinity"])
def test_what_is_no_finite_number_reads_as_none(words):
    assert decimal_or_none(words) is None


def test_to_round_is_to_a_whole_number_unless_decimals_are_asked():
    assert (round_number(D("1.5")), round_up(D("1.2")), round_up(Fraction(-6, 5))) == (2, 2, -2)
    assert (round_up(Fraction(6, 5), 1), round_up(Fraction(2), 1)) == (D("1.2"), 2)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (D(0), "séance"),
        (D(1), "séance"),
        (D("1.9"), "séance"),
        (D(-1), "séance"),
        (D(2), "séances"),
        (D(-2), "séances"),
    ],
)
def test_a_unit_agrees_with_its_number_and_is_plural_without_one(value, unit):
    assert unit_for(value, "séance", "séances") == unit
    assert unit_for(None, "séance", "séances") == "séances"


def test_in_english_one_alone_is_singular():
    with in_language(ENGLISH):
        units = [unit_for(value, "session", "sessions") for value in (1, D(-1), 0, D("1.5"), 2, None)]
    assert units == ["session", "session", *["sessions"] * 4]


def test_digits_are_grouped_for_the_eye():
    assert group_digits("0123456789", 4) == "0123 4567 89"
    assert group_digits("012345", 3, "-") == "012-345"


def test_a_change_has_its_sign():
    assert [format_change(D(value)) for value in (12, 1, -3, 0)] == ["+12", "+1", "−3", "="]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "1 ko"),
        (1, "1 ko"),
        (64_000, "63 ko"),
        (64_512, "63 ko"),
        (1024 * 1024 - 1, "1 024 ko"),
        (1024 * 1024, "1 Mo"),
        (1_310_720, "1,3 Mo"),
        (1_572_864, "1,5 Mo"),
        (1024**3, "1 024 Mo"),
        (2_097_152, "2 Mo"),
    ],
)
def test_format_size(size, words):
    assert format_size(size) == words.replace(" ", NBSP)


def test_format_money_to_the_cent_or_to_the_dollar():
    assert format_money(D("1204.505")) == f"1{NBSP}204,51{NBSP}$"
    assert format_money(D("-1204.5"), 0) == f"−1{NBSP}205{NBSP}$"


@pytest.mark.parametrize(
    ("amount", "large", "short", "english"),
    [
        ("12449999.99", "12,4 M$", "12,4 M$", "$12.4M"),
        ("1000000", "1,0 M$", "1,0 M$", "$1.0M"),
        ("999999.49", "999 999 $", "1 000 k$", "$1,000k"),
        ("380400", "380 400 $", "380 k$", "$380k"),
        ("1000", "1 000 $", "1 k$", "$1k"),
        ("999.49", "999 $", "999 $", "$999"),
        ("-12400000", "−12,4 M$", "−12,4 M$", "−$12.4M"),
        ("-380400", "−380 400 $", "−380 k$", "−$380k"),
        ("-640", "−640 $", "−640 $", "−$640"),
        ("0", "0 $", "0 $", "$0"),
    ],
)
def test_large_money_is_said_in_short_and_a_loss_keeps_its_sign_first(amount, large, short, english):
    assert format_millions(D(amount)) == large.replace(" ", NBSP)
    assert format_short_money(D(amount)) == short.replace(" ", NBSP)
    with in_language(ENGLISH):
        assert format_short_money(D(amount)) == english


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (319, 320, "99,7"),
        (1, 1000, "0,1"),
        (1999, 2000, "99,95"),
        (1, 100_000, "0,001"),
        (2001, 2000, "100,1"),
        (320, 320, "100"),
        (0, 320, "0"),
        (1, 8, "13"),
        (5, 8, "63"),
        (208, 100, "208"),
        (-1, 1000, "−0,1"),
    ],
)
def test_format_rate_keeps_100_and_0_for_what_is_exactly_so(part, whole, words):
    assert format_rate(part, whole) == f"{words}{NBSP}%"


def test_a_rate_that_misses_its_threshold_is_not_printed_as_reaching_it():
    assert format_rate(846, 1000, thresholds=[85]) == f"84,6{NBSP}%"
    assert format_rate(84_996, 100_000, thresholds=[85]) == f"84,996{NBSP}%"
    assert format_rate(85, 100, thresholds=[85]) == f"85{NBSP}%"
    assert format_rate(846, 1000) == f"85{NBSP}%"
    assert format_rate(846, 1000, thresholds=[D("84.7")]) == f"84,6{NBSP}%"
    assert str(round_rate(846, 1000)) == "85"


def test_a_rate_may_ask_for_decimals_and_leaves_idle_ones_out():
    assert [format_rate(part, 8, places=1) for part in (1, 4)] == [f"12,5{NBSP}%", f"50{NBSP}%"]
    assert [format_percent(D(text)) for text in ("12.50", "33.33", "10.00")] == [
        f"12,5{NBSP}%",
        f"33,33{NBSP}%",
        f"10{NBSP}%",
    ]


@pytest.mark.parametrize(("part", "whole", "words"), [(5, 8, "62,5"), (1, 8, "12,5"), (2, 3, "66,7"), (6, 8, "75"),
    (1999, 2000, "99,95"), (8, 8, "100"), (0, 8, "0")])  # fmt: skip
def test_a_ratio_that_is_a_result_has_a_decimal(part, whole, words):
    assert format_ratio(part, whole) == f"{words}{NBSP}%"


@pytest.mark.parametrize(
    ("value", "is_ratio", "words"),
    [
        (D("32.00"), False, "32"),
        (D("12.25"), False, "12,25"),
        (Fraction(125, 12), False, "10,4"),
        (D("75.00"), True, f"75{NBSP}%"),
        (Fraction(200, 3), True, f"66,7{NBSP}%"),
    ],
)
def test_what_is_measured_is_printed_in_its_kind(value, is_ratio, words):
    assert format_measure(value, is_ratio) == words


@given(st.integers(-200_000, 200_000), WHOLES, st.lists(st.integers(0, 120), max_size=3))
def test_a_printed_rate_stands_where_the_exact_one_stands(part, whole, thresholds):
    exact, printed = percentage_of(part, whole), Fraction(round_rate(part, whole, thresholds=thresholds))
    assert abs(printed - exact) <= Fraction(1, 2)
    for bound in (0, 100, *thresholds):
        assert (printed < bound, printed > bound) == (exact < bound, exact > bound)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 1000))
def test_printed_rates_keep_their_order(first, second, whole):
    low, high = sorted((first, second))
    assert round_rate(low, whole) <= round_rate(high, whole)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ value|number }}", f"1{NBSP}234,25"),
        ("{{ value|number:1 }}", f"1{NBSP}234,3"),
        ("{{ none|number }}", "–"),
        ("{{ value|money }}", f"1{NBSP}234,25{NBSP}$"),
        ("{{ value|money:0 }}", f"1{NBSP}234{NBSP}$"),
        ("{{ none|money }}", "–"),
        ("{{ share|percent }}", f"33,33{NBSP}%"),
        ("{{ none|percent }}", ""),
        ("{{ share|rate }}", f"33{NBSP}%"),
        ("{{ none|rate }}", "–"),
    ],
)
def test_filters_need_no_loading(template, words):
    context = Context({"value": D("1234.25"), "share": D("33.33"), "none": None})
    assert Template(template).render(context) == words


def test_nothing_else_rounds_or_writes_its_own_money_and_rates():
    pattern = r"ROUND_|\.quantize\(|utils\.formats|\}(\\u00a0|\\xa0| )[$%]|floatformat:\"-?[0-9]g?\""
    found = subprocess.run(
        ["git", "grep", "-lE", pattern, "--", "agreements", "organisms", "services", "reporting", "network",
         "roriq_portal",
         "search", "templates"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    formats = {f"roriq_portal/formats/{name}.py" for name in ("numbers", "money", "rates")}
    assert set(found.stdout.splitlines()) - formats == set()


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (Fraction(125, 2), Fraction(50), "+12,5\u00a0points"),
        (Fraction(50), Fraction(51), "−1\u00a0point"),
        (Fraction(201, 4), Fraction(50), "+0,3\u00a0point"),
        (Fraction(100, 3), Fraction(100, 3), "="),
        # As printed, 83,3 and 79,1: the exact ones differ by 4,26
        (Fraction(8334, 100), Fraction(7908, 100), "+4,2\u00a0points"),
        (Fraction(5, 6) * 100, Fraction(34, 43) * 100, "+4,2\u00a0points"),
        # Printed as 99,97
        (Fraction(9997, 100), Fraction(95), "+4,97\u00a0points"),
        # Both are printed as 12,1: by a tenth, as others
        (Fraction(1214, 100), Fraction(1206, 100), "+0,1\u00a0point"),
        # Rounded, it would have stood still
        (Fraction(1001, 1000), Fraction(1), "+0,001\u00a0point"),
    ],
)
def test_a_rate_moves_by_points_and_stands_still_only_when_it_does(now, before, words):
    assert format_points(round_points(now, before)) == words
