"""An agreement's accounts: what conditions say once reports are accepted, and what money keeps in place."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.actions import change_agreement, remove_requirement, save_requirement
from agreements.agreement.terms.facts import facts_of, fingerprint
from agreements.agreement.terms.writing import AgreementRefused
from agreements.models import Agreement, Instalment, Requirement
from agreements.money.accounts import read_account
from agreements.money.expenses.actions import ExpenseInput, change_expense, remove_expense
from agreements.money.planning.actions import (
    BudgetLineInput,
    InstalmentInput,
    instalments_mark,
    lines_mark,
    set_budget,
    set_instalments,
)
from agreements.money.planning.payments import correct_payment, payment_mark, record_payment
from agreements.money.rules.instalments import State
from roriq_portal.edits.stale_revision import StaleRevision
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.builders import D
from tests.reporting.builders.states import put_in_state

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 1)


@pytest.fixture
def year(agreement):
    return agreement.years.get(number=2)


@pytest.fixture
def lines(year, coordinator):
    return money.budget(year, coordinator)


def standing(agreement, today=TODAY):
    return read_account(agreement, today).years[1].instalments[0].standing


def test_an_instalment_waits_for_its_report_then_becomes_due(agreement, year, coordinator):
    final = money.final_deliverable(agreement)
    money.instalments(year, coordinator, (None, D(10), date(2026, 7, 15), final))
    assert standing(agreement).state == State.CONDITIONAL
    assert "rapport final au 31 mars 2026, dû le 30 juin 2026" in standing(agreement).words
    accepted = datetime(2026, 7, 28, 23, 30, tzinfo=ZoneInfo("America/Toronto"))
    report = money.accepted_report(final, coordinator, accepted)
    assert standing(agreement).state == State.LATE
    assert standing(agreement).days_late == 4
    assert standing(agreement, date(2026, 7, 28)).state == State.DUE
    put_in_state(report, "asked")
    assert standing(agreement).state == State.CONDITIONAL


def test_the_holdback_is_released_by_the_last_final_report(agreement, coordinator):
    money.rules(agreement, coordinator, holdback=10)
    first = money.final_deliverable(agreement, period=(date(2024, 4, 1), date(2025, 4, 1)), due_on=date(2025, 6, 30))
    last = money.final_deliverable(agreement)
    moment = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("America/Toronto"))
    money.accepted_report(first, coordinator, moment)
    assert "30 juin 2026" in read_account(agreement, TODAY).holdback.words
    money.accepted_report(last, coordinator, moment)
    assert "la retenue est libérée" in read_account(agreement, TODAY).holdback.words


def test_account_adds_lines_transfers_and_expenses(agreement, year, lines, coordinator):
    money.spend(lines["Salaires"], coordinator, 1_000)
    money.spend(lines["Salaires"], coordinator, 250, is_committed=True)
    money.move(lines["Salaires"], lines["Activités"], coordinator, 500, consent_on=date(2025, 9, 1))
    instalment = money.instalments(year, coordinator, (D(40_000), None, date(2025, 5, 1), None))[0]
    money.receive(instalment, coordinator, 15_000)
    money.receive(instalment, coordinator, 20_000)
    found = read_account(agreement, date(2025, 10, 1)).years[1]
    pay = found.lines[0]
    assert (pay.amount, pay.moved, pay.spent, pay.committed, pay.rest) == (69_500, -500, 1_000, 250, 68_250)
    assert sum(line.amount for line in found.lines) == year.amount
    assert (found.money.received, found.money.spent, found.money.balance) == (35_000, 1_000, 34_000)
    assert (found.gap, found.unplanned) == (0, 60_000)


def test_cost_share_is_asked_of_the_amount_then_of_what_was_spent(agreement, year, lines, coordinator):
    Agreement.objects.filter(pk=agreement.pk).update(funder_share_max=D(80), stacking_limit=D(90))
    agreement.refresh_from_db()
    money.spend(lines["Salaires"], coordinator, 40_000)
    money.bring(year, coordinator, 10_000)
    running = read_account(agreement, TODAY)
    assert (running.cost_share.is_met, running.cost_share.short) == (False, D(65_000))
    over = read_account(agreement, date(2027, 4, 1))
    assert over.cost_share.is_met
    assert over.total.unspent == 260_000
    assert over.stacking.is_met


def test_a_year_changed_by_amendment_shows_the_gap_of_its_lines(agreement, year, lines):
    agreement.years.filter(pk=year.pk).update(amount=D("103000.50"))
    assert read_account(agreement, TODAY).years[1].gap == D("3000.50")


def change(agreement, by, **changes):
    facts = facts_of(agreement)
    return change_agreement(agreement=agreement, facts=replace(facts, **changes), seen=fingerprint(facts), by=by)


def test_a_shorter_term_keeps_years_that_have_a_budget(agreement, lines, coordinator):
    with pytest.raises(AgreementRefused, match="qui a un budget"):
        change(agreement, coordinator, term=DateRange(date(2024, 4, 1), date(2025, 4, 1)), amounts=(D(1),))
    assert agreement.years.count() == 3


def test_a_moved_term_keeps_expenses_inside_or_explained(agreement, lines, coordinator):
    expense = money.spend(lines["Salaires"], coordinator, 10, day=date(2025, 4, 2))
    term = DateRange(date(2024, 5, 1), date(2027, 4, 1))
    with pytest.raises(AgreementRefused, match="1 dépense ou contribution hors de son année"):
        change(agreement, coordinator, term=term, first_month=0, amounts=(D(1), D(100_000), D(1)))
    fact = ExpenseInput(expense.line, expense.day, expense.amount, explanation="Avance convenue")
    change_expense(expense=expense, fact=fact, seen=1, by=coordinator)
    change(agreement, coordinator, term=term, first_month=0, amounts=(D(1), D(100_000), D(1)))
    assert agreement.years.get(number=2).during.lower == date(2025, 5, 1)


def test_a_funder_that_pays_keeps_its_signature(agreement, year, coordinator, other_funder):
    money.instalments(year, coordinator, (D(10), None, date(2025, 5, 1), None))
    with pytest.raises(AgreementRefused, match="a des versements dans cette entente"):
        change(agreement, coordinator, lead=other_funder)


def test_a_report_that_an_instalment_waits_for_stays_in_the_calendar(agreement, year, coordinator):
    need = save_requirement(
        agreement=agreement, by=coordinator,
        requirement=Requirement(kind="final", period_from_month=4, period_months=12, due_month=6, due_day=30),
    )  # fmt: skip
    awaited = need.deliverables.get(period__startswith=date(2025, 4, 1))
    money.instalments(year, coordinator, (D(10), None, date(2026, 7, 15), awaited))
    with pytest.raises(AgreementRefused, match="dont un versement dépend"):
        remove_requirement(requirement=need, by=coordinator)
    assert need.deliverables.count() == 3


@pytest.mark.parametrize("kept", [[], [0, 1]])
def test_a_line_that_spent_stays_in_the_budget(year, lines, coordinator, kept):
    money.spend(lines["Administration"], coordinator, 5)
    rows = [BudgetLineInput(row.name, row.nature, row.amount, row.pk) for row in lines.values()]
    left = [replace(row, amount=D(50_000)) for place, row in enumerate(rows) if place in kept]
    with pytest.raises(AgreementRefused, match="Administration a des dépenses"):
        set_budget(year=year, rows=left, seen=lines_mark(year.lines.order_by("order", "pk")), by=coordinator)
    assert year.lines.count() == 3


def test_two_lines_may_swap_their_names(year, lines, coordinator):
    pay, work, office = (BudgetLineInput(row.name, row.nature, row.amount, row.pk) for row in lines.values())
    swapped = [replace(pay, name=work.name), replace(work, name=pay.name), office]
    set_budget(year=year, rows=swapped, seen=lines_mark(year.lines.order_by("order", "pk")), by=coordinator)
    assert list(year.lines.values_list("name", flat=True)) == ["Activités", "Salaires", "Administration"]
    twice = [replace(row, name="salaires") for row in swapped]
    with pytest.raises(AgreementRefused, match="même nom"):
        set_budget(year=year, rows=twice, seen=lines_mark(year.lines.order_by("order", "pk")), by=coordinator)


def test_a_line_never_shrinks_under_its_transfers(year, lines, coordinator):
    money.move(lines["Administration"], lines["Salaires"], coordinator, 9_000, consent_on=date(2025, 9, 1))
    sums = {"Salaires": D(90_000), "Activités": D(2_000), "Administration": D(8_000)}
    rows = [BudgetLineInput(row.name, row.nature, sums[row.name], row.pk) for row in lines.values()]
    with pytest.raises(AgreementRefused, match="plus petit que ce que ses virements"):
        set_budget(year=year, rows=rows, seen=lines_mark(year.lines.order_by("order", "pk")), by=coordinator)
    lines["Salaires"].refresh_from_db()
    assert lines["Salaires"].amount == 70_000


def test_an_instalment_that_received_money_stays(year, coordinator):
    instalment = money.instalments(year, coordinator, (D(10), None, date(2025, 5, 1), None))[0]
    money.receive(instalment, coordinator, 5)
    with pytest.raises(AgreementRefused, match="déjà reçu"):
        set_instalments(year=year, rows=[], seen=instalments_mark([instalment]), by=coordinator)
    assert Instalment.objects.exists()


def test_an_instalment_comes_from_a_signatory_and_waits_for_its_own_agreement(
    organism, funder, other_funder, year, coordinator
):
    foreign = money.final_deliverable(factories.make_agreement(organism, funder, "AUTRE"))
    for fact, words in (
        (InstalmentInput(other_funder, date(2025, 5, 1), D(1)), "ne signe pas"),
        (InstalmentInput(funder, date(2025, 5, 1), D(1), condition=foreign), "n’est pas de cette entente"),
    ):
        with pytest.raises(AgreementRefused, match=words):
            set_instalments(year=year, rows=[fact], seen=instalments_mark([]), by=coordinator)
    assert not Instalment.objects.exists()


def test_corrections_are_judged_against_what_stands(year, coordinator, director):
    instalment = money.instalments(year, coordinator, (D(10), None, date(2025, 5, 1), None))[0]
    payment = money.receive(instalment, coordinator, 5)
    same = {"payment": payment, "day": payment.day, "seen": payment_mark(payment), "by": director}
    with pytest.raises(AgreementRefused, match="Rien ne change"):
        correct_payment(amount=D(5), reason="x", **same)
    with pytest.raises(AgreementRefused, match="un jour passé"):
        correct_payment(amount=D(6), reason="x", **same | {"day": date(2099, 1, 1)})
    correct_payment(amount=D(6), reason="Frais", **same)
    with pytest.raises(StaleRevision):
        correct_payment(amount=D(7), reason="x", **same)
    with pytest.raises(AgreementRefused, match="un jour passé"):
        record_payment(instalment=instalment, day=date(2099, 1, 1), amount=D(1), seen=f"1/{payment.pk}", by=director)


def test_an_expense_gone_meanwhile_is_said(lines, coordinator, director):
    expense = money.spend(lines["Salaires"], coordinator, 5)
    remove_expense(expense=expense, seen=1, reason="Payée deux fois", by=director)
    expense.pk = expense.pk or 1
    with pytest.raises(StaleRevision):
        remove_expense(expense=expense, seen=1, reason="Payée deux fois", by=coordinator)
