"""Sums that never lose a cent: shares, balances, forecasts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agreements.currency import NOTHING, cents, percentages, split
from agreements.money.rules.balance import TermMoney, YearMoney, lines_gap, overpayment
from roriq_portal.formats.money import format_money
from roriq_portal.formats.rates import format_percent

D = Decimal
NBSP = "\u00a0"
# Two cores may be shared by many: how fast examples come says nothing of the sums
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CENTS = st.integers(0, 10**12).map(lambda n: D(n) / 100)
SHARES = st.lists(st.integers(0, 10**6).map(lambda n: D(n) / 100), min_size=1, max_size=12)
FIRST, LAST = date(2025, 4, 1), date(2026, 4, 1)


@CALM
@given(CENTS, SHARES)
def test_split_gives_back_every_cent_for_any_shares(total, shares):
    assume(any(shares))
    parts = split(total, shares)
    assert sum(parts) == total
    assert all(part >= 0 and part == cents(part) for part in parts)
    exact = [total * share / sum(shares) for share in shares]
    assert all(abs(part - whole) < D("0.01") for part, whole in zip(parts, exact, strict=True))


@CALM
@given(CENTS, SHARES)
def test_percentages_are_worth_the_percentage_of_their_sum(total, shares):
    hundred = [D(share) % 100 for share in shares]
    assert sum(percentages(total, hundred)) == cents(total * sum(hundred) / 100)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("100", "1 1 1", "33.34 33.33 33.33"),
        ("0.01", "1 1", "0.01 0"),
        ("100.01", "70 20 10", "70.01 20.00 10.00"),
        ("0", "5 5", "0 0"),
        ("10", "0 1", "0 10"),
    ],
)
def test_split_gives_left_cents_to_the_largest_remainders(total, weights, parts):
    assert split(D(total), list(map(D, weights.split()))) == list(map(D, parts.split()))


@pytest.mark.parametrize("weights", [[D(0), D(0)], [D(-1), D(2)]])
def test_split_refuses_weights_that_share_nothing(weights):
    with pytest.raises(ValueError, match="positive"):
        split(D(10), weights)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1204.5", f"1{NBSP}204,50{NBSP}$"),
        ("-3", f"−3,00{NBSP}$"),
        ("0", f"0,00{NBSP}$"),
        ("1000000", f"1{NBSP}000{NBSP}000,00{NBSP}$"),
    ],
)  # fmt: skip
def test_format_money(amount, words):
    assert format_money(D(amount)) == words


def test_format_percent_has_no_idle_decimals():
    assert [format_percent(D(text)) for text in ("12.50", "10.00", "0")] == [f"12,5{NBSP}%", f"10{NBSP}%", f"0{NBSP}%"]


def year(received=0, spent=0, *, budget=100_000, committed=0, today=date(2025, 10, 1), number=1) -> YearMoney:
    return YearMoney(number, FIRST, LAST, D(budget), D(received), D(spent), D(committed), today)


YEARS = st.builds(
    YearMoney, st.just(1), st.just(FIRST), st.just(LAST), CENTS, CENTS, CENTS, CENTS,
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)  # fmt: skip


@CALM
@given(st.lists(YEARS, min_size=1, max_size=5))
def test_balances_overpayment_and_unspent_agree(years):
    total = TermMoney(tuple(years))
    assert total.balance == sum(one.balance for one in years) == total.received - total.spent
    assert total.overpayment >= 0
    if total.is_over:
        assert total.unspent == max(total.budget - total.spent, 0)
        # What came in was spent within the amounts, is owed back, or is still to come: nothing else
        kept = min(total.spent, total.budget)
        assert total.received - total.overpayment <= kept
        assert total.overpayment == 0 or total.received - total.overpayment == kept
    else:
        assert total.unspent is None
        assert total.received - total.overpayment <= total.budget


@CALM
@given(YEARS)
def test_forecast_is_never_less_than_what_is_spent_and_committed(one):
    if one.forecast is None:
        assert one.today < FIRST
    else:
        assert one.forecast >= one.spent + one.committed
        assert one.forecast == cents(one.forecast)


@pytest.mark.parametrize(
    ("one", "forecast"),
    [
        (year(spent=50_000, today=FIRST + timedelta(days=73)), D(250_000)),
        (year(spent=0, committed=300, today=FIRST + timedelta(days=73)), D(300)),
        (year(spent=70, today=LAST), D(70)),
        (year(spent=70, committed=5, today=FIRST), D(75)),
        (year(today=FIRST - timedelta(days=1)), None),
    ],
)
def test_forecast_goes_by_days(one, forecast):
    assert one.forecast == forecast


def test_forecast_of_a_term_counts_years_to_come_for_their_amount():
    begun = year(spent=50_000, today=FIRST + timedelta(days=73))
    to_come = YearMoney(2, LAST, date(2027, 4, 1), D(90_000), NOTHING, NOTHING, NOTHING, begun.today)
    assert TermMoney((begun, to_come)).forecast == D(340_000)


@pytest.mark.parametrize(
    ("received", "spent", "is_over", "owed"),
    [(120, 90, False, 20), (80, 90, False, 0), (100, 90, True, 10), (100, 130, True, 0), (110, 130, True, 10)],
)
def test_overpayment_is_beyond_the_amount_then_beyond_what_was_spent(received, spent, is_over, owed):
    assert overpayment(D(received), D(spent), D(100), is_over=is_over) == owed


def test_lines_gap_says_what_is_missing_or_too_much():
    assert lines_gap(D(100), [D(60), D("39.99")]) == D("0.01")
    assert lines_gap(D(100), [D(60), D(41)]) == D(-1)


def test_sums_of_nothing_are_to_the_cent():
    nothing = TermMoney(())
    assert [str(nothing.budget), str(nothing.balance), nothing.is_over] == ["0.00", "0.00", False]
    assert str(lines_gap(D(100), [])) == "100.00"
