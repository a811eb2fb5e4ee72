"""Money in the world of rights: one of each row, its words a canary that only the organism's side may read."""

from datetime import date
from decimal import Decimal

from agreements.models import (
    BudgetLine,
    Contribution,
    Expense,
    ExpenseBatch,
    Instalment,
    MoneyRules,
    Payment,
    Transfer,
)

CANARY = "CANARI-DEPENSE-7714"
DAY = date(2025, 6, 3)


def places(agreement, neighbours, by) -> dict:
    """Return the addresses of each row of money; `foreign_spent` is an expense of the neighbour's."""
    year = agreement.years.get(number=2)
    MoneyRules.objects.create(agreement=agreement, transfer_limit=10)
    pay, rent = (BudgetLine.objects.create(year=year, name=name, amount=50_000) for name in ("Salaires", "Loyer"))
    funder = agreement.signatures.get(is_lead=True).funder
    instalment = Instalment.objects.create(year=year, funder=funder, amount=50_000, expected_on=DAY)
    payment = Payment.objects.create(instalment=instalment, day=DAY, amount=20_000, created_by=by)
    moved = Transfer.objects.create(
        source=pay, target=rent, amount=Decimal(100), decided_on=DAY, reason=CANARY, created_by=by
    )
    spent = Expense.objects.create(line=pay, day=DAY, amount=Decimal(12), note=CANARY, created_by=by)
    brought = Contribution.objects.create(
        year=year, origin="community", source=CANARY, amount=500, day=DAY, created_by=by
    )
    cells = [{"number": 2, "line": "Salaires", "day": "2025-06-03", "amount": "5", "note": CANARY}]
    file = ExpenseBatch.objects.create(agreement=agreement, name="d.csv", sha256="9" * 64, cells=cells, created_by=by)
    theirs = BudgetLine.objects.create(year=neighbours.years.get(number=2), name="Salaires", amount=1)
    foreign = Expense.objects.create(line=theirs, day=DAY, amount=1, note="CANARI-VOISIN-7714", created_by=by)
    here = {"agreement_id": agreement.pk}
    return {
        "own_year": {**here, "number": 2},
        "own_instalment": {**here, "instalment_id": instalment.pk},
        "own_payment": {**here, "payment_id": payment.pk},
        "own_transfer": {**here, "transfer_id": moved.pk},
        "own_expense": {**here, "expense_id": spent.pk},
        "foreign_spent": {**here, "expense_id": foreign.pk},
        "own_brought": {**here, "contribution_id": brought.pk},
        "own_file": {**here, "batch_id": file.pk},
    }
