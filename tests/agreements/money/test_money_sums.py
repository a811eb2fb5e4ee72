"""Sums that never lose a cent, and what they say: shares, balances, forecasts, instalments, cost share, statements."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agreements.currency import NOTHING, cents, percentages, split
from agreements.money.rules.balance import TermMoney, YearMoney, lines_gap, overpayment
from agreements.money.rules.cost_share import Brought, cost_share, counted, holdback, stacking
from agreements.money.rules.instalments import Awaited, State, standing_of
from agreements.money.rules.statements import AidLine, statement_of
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


def stand(received=0, *, expected_on=date(2025, 5, 1), awaited=None, today=date(2025, 5, 1), amount=100):
    return standing_of(amount=D(amount), received=D(received), expected_on=expected_on, awaited=awaited, today=today)


FINAL = Awaited("rapport final au 31 mars 2026", date(2026, 6, 30), None)
ACCEPTED = Awaited("rapport final au 31 mars 2026", date(2026, 6, 30), date(2026, 7, 10))


@pytest.mark.parametrize(
    ("standing", "state", "label", "words"),
    [
        (stand(), State.DUE, "Exigible", "aujourd’hui"),
        (stand(today=date(2025, 4, 1)), State.DUE, "Exigible", "le 1er mai 2025"),
        (stand(today=date(2025, 5, 2)), State.LATE, f"En retard de 1{NBSP}jour", ""),
        (stand(today=date(2025, 6, 17)), State.LATE, f"En retard de 47{NBSP}jours", ""),
        (stand(40, today=date(2025, 5, 3)), State.LATE, f"En retard de 2{NBSP}jours", f"reste 60,00{NBSP}$"),
        (stand(40), State.PART, "Reçu en partie", f"reste 60,00{NBSP}$, exigible aujourd’hui"),
        (stand(100), State.RECEIVED, "Reçu", ""),
        (stand(101), State.RECEIVED, "Reçu", f"1,00{NBSP}$ de trop"),
        (
            stand(awaited=FINAL, today=date(2027, 1, 1)), State.CONDITIONAL, "Conditionnel",
            "à l’acceptation du rapport final au 31 mars 2026, dû le 30 juin 2026",
        ),
        (
            stand(10, awaited=FINAL), State.PART, "Reçu en partie",
            f"reste 90,00{NBSP}$, à l’acceptation du rapport final au 31 mars 2026, dû le 30 juin 2026",
        ),
        (stand(awaited=ACCEPTED, today=date(2026, 7, 10)), State.DUE, "Exigible", "aujourd’hui"),
        (stand(awaited=ACCEPTED, today=date(2026, 7, 13)), State.LATE, f"En retard de 3{NBSP}jours", ""),
    ],
)  # fmt: skip
def test_an_instalment_says_where_it_stands(standing, state, label, words):
    assert (standing.state, standing.label, standing.words) == (state, label, words)


@CALM
@given(st.lists(CENTS, max_size=6), st.randoms(), CENTS, st.integers(-400, 400))
def test_any_order_of_receipts_gives_the_same_standing(received, random, amount, days):
    shuffled = list(received)
    random.shuffle(shuffled)
    one, other = (
        stand(sum(rows, NOTHING), amount=amount, today=date(2025, 5, 1) + timedelta(days=days))
        for rows in (received, shuffled)
    )
    assert one == other
    assert one.rest == max(amount - sum(received, NOTHING), 0)


@pytest.mark.parametrize(
    ("most", "brought", "allowed", "is_met", "short"),
    [
        (None, Brought(), True, True, 0),
        (D(100), Brought(), True, True, 0),
        (D(80), Brought(cash=D(25)), True, True, 0),
        (D(80), Brought(cash=D(10), in_kind=D(14)), True, False, 1),
        (D(80), Brought(cash=D(10), in_kind=D(15)), False, False, 15),
        (D(50), Brought(cash=D("99.99")), True, False, D("0.01")),
        (D(0), Brought(cash=D(10)), True, False, 0),
    ],
)
def test_cost_share_is_met_or_short_by_an_amount(most, brought, allowed, is_met, short):
    found = cost_share(D(100), brought, most=most, in_kind_allowed=allowed)
    assert (found.is_met, found.short) == (is_met, short)
    assert (f"il manque {format_money(D(short))}" in found.words) == bool(short)


@CALM
@given(CENTS, CENTS, st.integers(1, 99).map(D))
def test_a_met_cost_share_keeps_the_funders_within_their_maximum(paid, cash, most):
    found = cost_share(paid, Brought(cash=cash), most=most, in_kind_allowed=True)
    assert found.is_met == (paid * 100 <= most * (paid + cash))
    if not found.is_met:
        assert paid * 100 <= most * (paid + cash + found.short)


def test_in_kind_that_is_not_admitted_is_said_and_left_out():
    brought = Brought(cash=D(10), in_kind=D(15))
    assert counted(brought, in_kind_allowed=False) == 10
    words = cost_share(D(100), brought, most=D(80), in_kind_allowed=False).words
    assert f"Les 15,00{NBSP}$ en nature ne comptent pas" in words


@pytest.mark.parametrize(
    ("public", "is_public", "is_met", "short"), [(0, True, True, 0), (30, True, False, 10), (60, False, True, 0)]
)
def test_stacking_adds_public_aid_up(public, is_public, is_met, short):
    brought = Brought(cash=D(100), public=D(public))
    found = stacking(D(100), brought, most=D(60), is_public=is_public, in_kind_allowed=True)
    assert (found.is_met, found.short) == (is_met, short)
    assert stacking(D(100), brought, most=None, is_public=True, in_kind_allowed=True) is None


@pytest.mark.parametrize(
    ("received", "released", "is_met", "words"),
    [
        (900, False, True, "jusqu’à l’acceptation du rapport final (dû le 30 juin)."),
        (950, False, False, f"50,00{NBSP}$ sont déjà versés"),
        (1000, True, True, "la retenue est libérée"),
    ],
)
def test_holdback_is_held_until_the_final_report(received, released, is_met, words):
    found = holdback(D(1000), D(received), share=D(10), is_released=released, final_words=" (dû le 30 juin)")
    assert found.is_met == is_met
    assert words in found.words
    assert holdback(D(1000), D(0), share=D(0), is_released=False, final_words="") is None


@pytest.mark.parametrize(
    ("total", "year", "kind"),
    [
        ("500000.00", 2024, "Audit"),
        ("499999.99", 2025, "Mission d’examen"),
        ("50000.00", 2025, "Mission d’examen"),
        ("49999.99", 2026, "Compilation"),
        ("0", 2026, "Compilation"),
        ("900000", 2023, ""),
    ],
)
def test_statement_follows_the_years_public_aid(total, year, kind):
    line = AidLine("MIN-1", "Entente", 1, "Ministère", D(total))
    found = statement_of(year, (line,))
    assert (found.kind, found.total) == (kind, D(total))
