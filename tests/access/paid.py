"""Money in the world of rights: one of each row, its words a canary that only the organism's side may read."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import (
    Agreement,
    AgreementYear,
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
# Of an agreement that the organism is a partner of: its lead's side and the network read it, no partner
SHARED_CANARY = "CANARI-DEPENSE-PARTAGEE-7714"
DAY = date(2025, 6, 3)


def places(agreement, neighbours, by) -> dict:
    """Return the addresses of each row of money; `foreign_spent` is an expense of the neighbour's."""
    theirs = BudgetLine.objects.create(year=neighbours.years.get(number=2), name="Salaires", amount=1)
    foreign = Expense.objects.create(line=theirs, day=DAY, amount=1, note="CANARI-VOISIN-7714", created_by=by)
    return _rows("own", agreement, CANARY, by) | {
        "foreign_spent": {"agreement_id": agreement.pk, "expense_id": foreign.pk}
    }


def shared_places(shared, by) -> dict:
    """Return the same addresses for the agreement of the neighbour that the organism is a partner of."""
    return _rows("shared", shared, SHARED_CANARY, by)


def _rows(relation, agreement, canary, by) -> dict:
    year = agreement.years.get(during__contains=DAY)
    MoneyRules.objects.create(agreement=agreement, transfer_limit=10)
    pay, rent = (
        BudgetLine.objects.create(year=year, name=name, amount=year.amount / 2, order=order)
        for order, name in enumerate(("Salaires", "Loyer"))
    )
    funder = agreement.signatures.get(is_lead=True).funder
    instalment = Instalment.objects.create(year=year, funder=funder, amount=year.amount / 2, expected_on=DAY)
    payment = Payment.objects.create(instalment=instalment, day=DAY, amount=20_000, created_by=by)
    moved = Transfer.objects.create(
        source=pay, target=rent, amount=Decimal(100), decided_on=DAY, reason=canary, created_by=by
    )
    spent = Expense.objects.create(line=pay, day=DAY, amount=Decimal(12), note=canary, created_by=by)
    brought = Contribution.objects.create(
        year=year, origin="community", source=canary, amount=500, day=DAY, created_by=by
    )
    cells = [{"number": 2, "line": "Salaires", "day": "2025-06-03", "amount": "5", "note": canary}]
    file = ExpenseBatch.objects.create(agreement=agreement, name="d.csv", sha256="9" * 64, cells=cells, created_by=by)
    here = {"agreement_id": agreement.pk}
    return {
        f"{relation}_year": {**here, "number": year.number},
        f"{relation}_instalment": {**here, "instalment_id": instalment.pk},
        f"{relation}_payment": {**here, "payment_id": payment.pk},
        f"{relation}_transfer": {**here, "transfer_id": moved.pk},
        f"{relation}_expense": {**here, "expense_id": spent.pk},
        f"{relation}_brought": {**here, "contribution_id": brought.pk},
        f"{relation}_file": {**here, "batch_id": file.pk},
    }


def full_body(route: str, agreement_id: int) -> dict:
    """Return what a form of money asks for beyond what its page already fills, with the rows of an agreement."""
    agreement = Agreement.objects.get(pk=agreement_id)
    year = AgreementYear.objects.get(agreement=agreement, during__contains=DAY)
    pay, rent = BudgetLine.objects.filter(year=year).order_by("order")
    instalment, due = Instalment.objects.get(year=year), agreement.requirements.first()
    deliverable = due and due.deliverables.first()
    spent, day = Expense.objects.filter(line=pay).first(), "2025-06-03"
    file = SimpleUploadedFile("d.csv", b"Poste;Date;Montant;Note\nSalaires;2025-06-04;7,00;\n")
    return {
        "money-rules": {"transfer_limit": "12", "transfer_base": "source", "holdback": "10"},
        "budget-edit": {"rows": "2", "pk_0": pay.pk, "name_0": "Salaires et charges", "pk_1": rent.pk},
        "instalments-edit": {
            "rows": "1",
            "pk_0": instalment.pk,
            "expected_on_0": "2025-07-02",
            "funder_0": instalment.funder_id,
            "condition_0": deliverable.pk if deliverable else "",
        },
        "transfer-add": {
            "source": pay.pk, "target": rent.pk, "amount": "10", "decided_on": day, "consent_on": day,
            "reason": "Besoin",
        },
        "transfer-cancel": {"reason": "Erreur"},
        "payment-add": {"amount": "10", "day": day},
        "payment-receive": {"instalment": instalment.pk, "amount": "10", "day": day},
        "payment-correct": {"amount": "11", "day": day, "reason": "Erreur"},
        "contribution-add": {
            "year": year.pk, "origin": "community", "source": "Salle", "in_kind": "1", "amount": "5", "day": day,
        },
        "contribution-remove": {"reason": "Inscrite deux fois"},
        "expense-add": {"line": pay.pk, "day": day, "amount": "3", "is_committed": "0", "note": "Encre"},
        "expense-edit": {"line": pay.pk, "day": day, "amount": "4", "is_committed": "0", "note": "Encre"},
        "expense-remove": {"seen": spent.revision, "reason": "Inscrite deux fois"},
        "expense-import": {"file": file},
        "expense-batch": {},
    }[route.removeprefix("agreements:")]  # fmt: skip
