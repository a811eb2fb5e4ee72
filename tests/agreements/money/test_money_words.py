"""What the rules of money say of a sum: where an instalment stands, cost share, public aid, holdback, statements."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.currency import NOTHING
from agreements.money.rules.cost_share import Brought, Verdict, cost_share, counted, holdback, stacking
from agreements.money.rules.instalments import Awaited, Standing, State, standing_of
from agreements.money.rules.statements import AidLine, Statement, statement_of

D = Decimal
NBSP = "\u00a0"
# Two cores may be shared by many: how fast examples come says nothing of the sums
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CENTS = st.integers(0, 10**12).map(lambda n: D(n) / 100)
EXPECTED = date(2025, 5, 1)
LATER = date(2026, 7, 10)


def plain(words: str) -> str:
    return words.replace(NBSP, " ")


def stand(received=0, *, awaited=None, today=EXPECTED, amount=100) -> Standing:
    return standing_of(amount=D(amount), received=D(received), expected_on=EXPECTED, awaited=awaited, today=today)


def final(accepted_on: date | None) -> Awaited:
    return Awaited("rapport final au 31 mars 2026", date(2026, 6, 30), accepted_on)


LONGER = "à l’acceptation du rapport final au 31 mars 2026, dû le 30 juin 2026, après le jour attendu"
SAME_DAY = "à l’acceptation du rapport final au 31 mars 2026, dû le 1er mai 2025"


@pytest.mark.parametrize(
    ("facts", "state", "label", "words"),
    [
        ({}, State.DUE, "Exigible", "aujourd’hui"),
        ({"today": date(2025, 4, 1)}, State.DUE, "Exigible", "le 1er mai 2025"),
        ({"today": date(2025, 5, 2)}, State.LATE, "En retard de 1 jour", ""),
        ({"today": date(2025, 6, 17)}, State.LATE, "En retard de 47 jours", ""),
        ({"received": 40, "today": date(2025, 5, 3)}, State.LATE, "En retard de 2 jours", "reste 60,00 $"),
        ({"received": 40}, State.PART, "Reçu en partie", "reste 60,00 $, exigible aujourd’hui"),
        ({"received": 100, "today": date(2026, 1, 1)}, State.RECEIVED, "Reçu", ""),
        ({"received": 101}, State.RECEIVED, "Reçu", "1,00 $ de trop"),
        ({"received": 100, "awaited": final(None)}, State.RECEIVED, "Reçu", ""),
        ({"awaited": final(None), "today": date(2027, 1, 1)}, State.CONDITIONAL, "Conditionnel", LONGER),
        ({"received": 10, "awaited": final(None)}, State.PART, "Reçu en partie", f"reste 90,00 $, {LONGER}"),
        ({"awaited": replace(final(None), due_on=EXPECTED)}, State.CONDITIONAL, "Conditionnel", SAME_DAY),
        ({"awaited": final(LATER), "today": LATER}, State.DUE, "Exigible", "aujourd’hui"),
        ({"awaited": final(LATER), "today": date(2026, 7, 13)}, State.LATE, "En retard de 3 jours", ""),
        # Accepted before the day it was expected: that day counts
        ({"awaited": final(date(2025, 3, 1)), "today": date(2025, 4, 1)}, State.DUE, "Exigible", "le 1er mai 2025"),
    ],
)
def test_an_instalment_says_where_it_stands(facts, state, label, words):
    standing = stand(**facts)

    assert (standing.state, plain(standing.label), plain(standing.words)) == (state, label, words)
    received = D(facts.get("received", 0))
    assert (standing.received, standing.rest) == (received, max(100 - received, 0))


@CALM
@given(st.lists(CENTS, max_size=6), st.randoms(), CENTS, st.integers(-400, 400))
def test_any_order_of_receipts_gives_the_same_standing(received, random, amount, days):
    shuffled = list(received)
    random.shuffle(shuffled)
    one, other = (
        stand(sum(rows, NOTHING), amount=amount, today=EXPECTED + timedelta(days=days)) for rows in (received, shuffled)
    )
    assert one == other
    assert one.rest == max(amount - sum(received, NOTHING), 0)


RULE = "Les bailleurs paient au plus 80 % du coût : pour 100,00 $, 25,00 $ viennent d’ailleurs."


@pytest.mark.parametrize(
    ("most", "brought", "allowed", "is_met", "short", "words"),
    [
        (None, Brought(), True, True, 0, "L’entente ne demande pas de mise de fonds."),
        (D(100), Brought(), True, True, 0, "L’entente ne demande pas de mise de fonds."),
        (
            D(0), Brought(cash=D(10)), True, False, 0,
            "La part maximale des bailleurs est de 0 % : aucun coût ne peut leur revenir.",
        ),
        (D(80), Brought(cash=D(25)), True, True, 0, f"{RULE} Atteinte : 25,00 $."),
        (D(80), Brought(D(10), D(14)), True, False, 1, f"{RULE} Inscrit : 24,00 $ ; il manque 1,00 $."),
        (
            D(80), Brought(D(10), D(15)), False, False, 15,
            f"{RULE} Inscrit : 10,00 $ ; il manque 15,00 $. Les 15,00 $ en nature ne comptent pas : "
            "l’entente ne les admet pas.",
        ),
        (
            D(80), Brought(D(25), D("0.01")), False, True, 0,
            f"{RULE} Atteinte : 25,00 $. Les 0,01 $ en nature ne comptent pas : l’entente ne les admet pas.",
        ),
        (D(80), Brought(D(25)), False, True, 0, f"{RULE} Atteinte : 25,00 $."),
        (
            D("99.99"), Brought(), True, False, "0.02",
            "Les bailleurs paient au plus 99,99 % du coût : pour 100,00 $, 0,02 $ viennent d’ailleurs. "
            "Inscrit : 0,00 $ ; il manque 0,02 $.",
        ),
    ],
)  # fmt: skip
def test_cost_share_is_met_or_short_by_an_amount(most, brought, allowed, is_met, short, words):
    verdict = cost_share(D(100), brought, most=most, in_kind_allowed=allowed)

    assert (verdict.is_met, verdict.short, plain(verdict.words)) == (is_met, D(short), words)


def test_a_funder_that_may_pay_nothing_and_pays_nothing_is_within_its_share():
    assert cost_share(NOTHING, Brought(), most=D(0), in_kind_allowed=True).is_met


def test_one_percent_at_most_asks_for_the_rest():
    assert cost_share(D(1), Brought(), most=D(1), in_kind_allowed=True).short == 99


@CALM
@given(CENTS, CENTS, st.integers(1, 99).map(D))
def test_a_met_cost_share_keeps_the_funders_within_their_maximum(paid, cash, most):
    verdict = cost_share(paid, Brought(cash=cash), most=most, in_kind_allowed=True)
    assert verdict.is_met == (paid * 100 <= most * (paid + cash))
    if not verdict.is_met:
        assert paid * 100 <= most * (paid + cash + verdict.short)


def test_in_kind_counts_where_it_is_admitted():
    brought = Brought(cash=D(10), in_kind=D(15))
    assert counted(brought, in_kind_allowed=False) == 10
    assert counted(brought, in_kind_allowed=True) == 25


AID = "Les aides publiques paient au plus 60 % du coût, soit 120,00 $ de 200,00 $."


@pytest.mark.parametrize(
    ("public", "is_public", "verdict"),
    [
        (0, True, Verdict(f"{AID} Aides publiques inscrites : 100,00 $, la limite est respectée.", True)),
        (20, True, Verdict(f"{AID} Aides publiques inscrites : 120,00 $, la limite est respectée.", True)),
        (30, True, Verdict(f"{AID} Aides publiques inscrites : 130,00 $, 10,00 $ de trop.", False, D(10))),
        (60, False, Verdict(f"{AID} Aides publiques inscrites : 60,00 $, la limite est respectée.", True)),
    ],
)
def test_stacking_adds_public_aid_up(public, is_public, verdict):
    brought = Brought(cash=D(60), in_kind=D(40), public=D(public))

    said = stacking(D(100), brought, most=D(60), is_public=is_public, in_kind_allowed=True)

    assert (plain(said.words), said.is_met, said.short) == (verdict.words, verdict.is_met, verdict.short)
    without = stacking(D(100), brought, most=D(60), is_public=False, in_kind_allowed=False)
    assert plain(without.words).startswith("Les aides publiques paient au plus 60 % du coût, soit 96,00 $ de 160,00 $.")
    nothing = stacking(D(0), Brought(), most=D(60), is_public=True, in_kind_allowed=True)
    assert plain(nothing.words) == "Les aides publiques paient au plus 60 % du coût ; aucun coût n’est encore inscrit."
    assert nothing.is_met is True
    assert stacking(D(100), brought, most=None, is_public=True, in_kind_allowed=True) is None


HELD = "Le bailleur retient 10 % du total, soit 100,00 $, jusqu’à l’acceptation du rapport final"


@pytest.mark.parametrize(
    ("received", "released", "verdict"),
    [
        (0, False, Verdict(f"{HELD} (dû le 30 juin).", True, D(100))),
        (900, False, Verdict(f"{HELD} (dû le 30 juin).", True, D(100))),
        (
            "900.50", False,
            Verdict(f"{HELD} (dû le 30 juin). 0,50 $ sont déjà versés au-delà.", False, D("0.50")),
        ),
        (1000, True, Verdict(f"{HELD} : il est accepté, la retenue est libérée.", True)),
    ],
)  # fmt: skip
def test_holdback_is_held_until_the_final_report(received, released, verdict):
    said = holdback(D(1000), D(received), share=D(10), is_released=released, final_words=" (dû le 30 juin)")

    assert (plain(said.words), said.is_met, said.short) == (verdict.words, verdict.is_met, verdict.short)
    assert holdback(D(1000), D(0), share=D(0), is_released=False, final_words="") is None


RECEIVED = "d’aide du Québec et des municipalités reçus :"


@pytest.mark.parametrize(
    ("total", "year", "kind", "words"),
    [
        ("500000.00", 2024, "Audit", f"500 000,00 $ {RECEIVED} 500 000 $ et plus."),
        ("499999.99", 2025, "Mission d’examen", f"499 999,99 $ {RECEIVED} de 50 000 $ à moins de 500 000 $."),
        ("50000.00", 2025, "Mission d’examen", f"50 000,00 $ {RECEIVED} de 50 000 $ à moins de 500 000 $."),
        ("49999.99", 2026, "Compilation", f"49 999,99 $ {RECEIVED} moins de 50 000 $."),
        ("0", 2026, "Compilation", f"0,00 $ {RECEIVED} moins de 50 000 $."),
        (
            "900000", 2023, "",
            "La règle des 50 000 $ et des 500 000 $ vaut depuis avril 2024 : voyez l’entente de cette année-là.",
        ),
    ],
)  # fmt: skip
def test_statement_follows_the_years_public_aid(total, year, kind, words):
    lines = (AidLine("MIN-1", "Entente", 1, "Ministère", D(total) - 1), AidLine("V-1", "Projet", 2, "Ville", D(1)))

    said = statement_of(year, lines)

    assert said == Statement(kind, said.words, D(total), lines)
    assert plain(said.words) == words
    assert str(statement_of(year, ()).total) == "0.00"
