"""What the database keeps of money, attacked with SQL: no page, form or action stands in the way here."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.agreement.terms.writing import AgreementRefused
from agreements.models import BudgetLine, Expense, MoneyRules, Payment, Transfer
from agreements.money.accounts import moved_by_line
from agreements.money.planning.payments import cancel_transfer
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.builders import D

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(agreement):
    return agreement.years.get(number=2)


@pytest.fixture
def lines(year, coordinator):
    return money.budget(year, coordinator)


@pytest.fixture
def rows(agreement, year, lines, coordinator):
    """One of each row, by table."""
    money.rules(agreement, coordinator, transfer_limit=D(10), holdback=D(10))
    instalment = money.instalments(year, coordinator, (D(40_000), D(40), date(2025, 5, 1), None))[0]
    return {
        "moneyrules": MoneyRules.objects.get(),
        "budgetline": lines["Salaires"],
        "instalment": instalment,
        "payment": money.receive(instalment, coordinator, 30_000),
        "transfer": money.move(lines["Salaires"], lines["Activités"], coordinator, 7_000),
        "expense": money.spend(lines["Salaires"], coordinator, 100),
        "contribution": money.bring(year, coordinator, 500),
    }


def attack(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("moneyrules", "transfer_limit = 101"),
        ("moneyrules", "holdback = -1"),
        ("budgetline", "amount = -0.01"),
        ("budgetline", "amount = 6999.99"),
        ("budgetline", "nature = 'voyage'"),
        ("budgetline", "year_id = (SELECT max(id) FROM agreements_agreementyear)"),
        ("instalment", "amount = -1"),
        ("instalment", "share = 100.01"),
        ("instalment", "expected_on = '9999-01-01'"),
        ("payment", "amount = 1"),
        ("payment", "day = '2025-05-03'"),
        ("payment", "amount = 1, corrected_reason = 'x'"),
        ("payment", "amount = 1, corrected_reason = 'x', corrected_at = now()"),
        ("payment", "amount = -1, corrected_reason = 'x', corrected_at = now(), corrected_by_id = created_by_id"),
        (
            "payment",
            "day = '1989-12-31', corrected_reason = 'x', corrected_at = now(), corrected_by_id = created_by_id",
        ),
        ("transfer", "amount = 1"),
        ("transfer", "reason = 'autre'"),
        ("transfer", "cancelled_at = now()"),
        ("transfer", "amount = 1, cancelled_at = now(), cancelled_by_id = created_by_id, cancelled_reason = 'x'"),
        ("expense", "amount = -1"),
        ("expense", "day = '2026-04-01'"),
        ("expense", "day = '2101-01-01', explanation = 'x'"),
        ("contribution", "amount = -1"),
        ("contribution", "day = '2026-04-01'"),
        ("contribution", "origin = 'lune'"),
    ],
)
def test_a_row_of_money_refuses_what_cannot_be(rows, table, change):
    with pytest.raises(IntegrityError):
        attack(f"UPDATE agreements_{table} SET {change} WHERE id = %s", rows[table].pk)


@pytest.mark.parametrize("table", ["payment", "transfer"])
def test_what_moved_is_never_erased(rows, table):
    with pytest.raises(IntegrityError):
        attack(f"DELETE FROM agreements_{table} WHERE id = %s", rows[table].pk)


def test_a_second_correction_needs_its_own_moment(rows, coordinator):
    payment = rows["payment"]
    said = "corrected_reason = 'Relevé', corrected_at = '2026-01-01', corrected_by_id = created_by_id"
    attack(f"UPDATE agreements_payment SET amount = 5, {said} WHERE id = %s", payment.pk)
    with pytest.raises(IntegrityError):
        attack("UPDATE agreements_payment SET amount = 6 WHERE id = %s", payment.pk)


@pytest.mark.parametrize("table", ["budgetline", "instalment", "payment", "expense", "contribution", "moneyrules"])
def test_the_journal_keeps_what_a_row_was(rows, table):
    row = rows[table]
    changes = {
        "budgetline": "name = 'Paie'", "instalment": "amount = 39999", "expense": "amount = 99",
        "contribution": "amount = 1",
        "payment": "amount = 1, corrected_reason = 'x', corrected_at = now(), corrected_by_id = created_by_id",
        "moneyrules": "holdback = 5",
    }  # fmt: skip
    events = apps.get_model("agreements", f"{type(row).__name__}Event").objects.filter(pgh_obj_id=row.pk)
    before = events.count()
    attack(f"UPDATE agreements_{table} SET {changes[table]} WHERE id = %s", row.pk)
    assert events.count() == before + 1
    kept = events.latest("pgh_id")
    field = "holdback" if table == "moneyrules" else "amount"
    assert getattr(kept, field) == getattr(type(row)(**{field: getattr(row, field)}), field)


def transfer_sql(source, target, amount, by, consent="NULL") -> None:
    attack(
        "INSERT INTO agreements_transfer (source_id, target_id, amount, decided_on, consent_on, reason, created_at,"
        f" created_by_id, cancelled_reason) VALUES (%s, %s, %s, '2025-09-01', {consent}, 'x', now(), %s, '')",
        source.pk, target.pk, amount, by.pk,
    )  # fmt: skip


def test_a_transfer_beyond_the_rule_needs_its_consent(agreement, lines, coordinator):
    money.rules(agreement, coordinator, transfer_limit=D(10))
    pay, work = lines["Salaires"], lines["Activités"]
    transfer_sql(pay, work, D(7_000), coordinator)
    with pytest.raises(IntegrityError, match="needs consent"):
        transfer_sql(pay, work, D("0.01"), coordinator)
    transfer_sql(pay, work, D("0.01"), coordinator, "'2025-09-02'")


def test_without_a_rule_every_transfer_needs_consent(lines, coordinator):
    with pytest.raises(IntegrityError, match="needs consent"):
        transfer_sql(lines["Salaires"], lines["Activités"], D("0.01"), coordinator)


def test_a_rule_of_the_smaller_line_looks_at_both(agreement, lines, coordinator):
    money.rules(agreement, coordinator, transfer_limit=D(10), transfer_base="smaller")
    with pytest.raises(IntegrityError, match="needs consent"):
        transfer_sql(lines["Salaires"], lines["Administration"], D("1000.01"), coordinator)
    transfer_sql(lines["Salaires"], lines["Administration"], D(1_000), coordinator)


def test_a_transfer_never_leaves_a_line_below_nothing(lines, coordinator):
    with pytest.raises(IntegrityError, match="exceeds its line"):
        transfer_sql(lines["Administration"], lines["Salaires"], D("10000.01"), coordinator, "'2025-09-02'")


def test_a_transfer_stays_in_its_year(agreement, lines, coordinator):
    other = money.budget(agreement.years.get(number=3), coordinator)["Salaires"]
    with pytest.raises(IntegrityError, match="between two years"):
        transfer_sql(lines["Salaires"], other, D(1), coordinator, "'2025-09-02'")
    with pytest.raises(IntegrityError):
        transfer_sql(lines["Salaires"], lines["Salaires"], D(1), coordinator, "'2025-09-02'")


def test_a_transfer_passed_on_is_not_cancelled(lines, coordinator):
    day = date(2025, 9, 1)
    first = money.move(lines["Salaires"], lines["Administration"], coordinator, 5_000, consent_on=day)
    money.move(lines["Administration"], lines["Activités"], coordinator, 12_000, consent_on=day)
    with pytest.raises(AgreementRefused, match="déjà virés ailleurs"):
        cancel_transfer(transfer=first, reason="Erreur", by=coordinator)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(1, 6_000_000)), max_size=8),
    undo=st.integers(0, 7),
)
def test_transfers_conserve_the_total(agreement, year, lines, coordinator, moves, undo):
    known = list(lines.values())
    with transaction.atomic():
        point = transaction.savepoint()
        for source, target, amount in moves:
            try:
                with transaction.atomic():
                    transfer_sql(known[source], known[target], D(amount) / 100, coordinator, "'2025-09-02'")
            except IntegrityError:
                continue
        standing = list(Transfer.objects.all())
        if undo < len(standing):
            try:
                cancel_transfer(transfer=standing[undo], reason="Essai", by=coordinator)
            except AgreementRefused:
                assert Transfer.objects.standing().count() == len(standing)
        moved = moved_by_line(Transfer.objects.all())
        now = {line.pk: line.amount + moved[line.pk] for line in known}
        assert sum(now.values()) == year.amount
        assert min(now.values()) >= 0
        transaction.savepoint_rollback(point)


def test_a_condition_belongs_to_its_agreement(organism, funder, year, coordinator):
    other = factories.make_agreement(organism, funder, "AUTRE")
    foreign = money.final_deliverable(other)
    own = money.final_deliverable(year.agreement)
    instalment = money.instalments(year, coordinator, (D(10), None, date(2025, 5, 1), own))[0]
    with pytest.raises(IntegrityError, match="another agreement"):
        attack("UPDATE agreements_instalment SET condition_id = %s WHERE id = %s", foreign.pk, instalment.pk)


def test_a_year_that_moves_leaves_no_expense_outside(year, lines, coordinator):
    money.spend(lines["Salaires"], coordinator, 10, day=date(2026, 3, 31))
    with pytest.raises(IntegrityError, match="leaves its money outside"):
        attack("UPDATE agreements_agreementyear SET during = '[2025-04-01,2026-03-31)' WHERE id = %s", year.pk)
    Expense.objects.update(explanation="Dernière paie")
    attack("UPDATE agreements_agreementyear SET during = '[2025-04-01,2026-03-31)' WHERE id = %s", year.pk)


@pytest.mark.parametrize("model", [BudgetLine, Payment])
def test_a_sum_is_kept_to_the_cent(rows, model):
    row = model.objects.first()
    row.refresh_from_db()
    assert row.amount == row.amount.quantize(D("0.01"))


def test_two_files_of_the_same_bytes_are_one(agreement, coordinator):
    made = {"agreement": agreement, "name": "a.csv", "sha256": "1" * 64, "created_by": coordinator}
    batches = apps.get_model("agreements", "ExpenseBatch").objects
    batches.create(**made)
    with pytest.raises(IntegrityError), transaction.atomic():
        batches.create(**made)
