"""Money for one agreement: rows as the product's own actions write them."""

from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import BudgetLine, Deliverable, Expense, Instalment, Requirement
from agreements.money.accounts import rules_of
from agreements.money.expenses.actions import (
    ExpenseInput,
    newest_contribution,
    newest_expense,
    record_contribution,
    record_expense,
)
from agreements.money.planning.actions import (
    BudgetLineInput,
    InstalmentInput,
    instalments_mark,
    lines_mark,
    rules_mark,
    set_budget,
    set_instalments,
    set_rules,
)
from agreements.money.planning.payments import newest_transfer, payments_mark, record_payment, transfer_money
from reporting.models import Report, TemplateVersion
from tests.reporting.builders.states import put_in_state

D = Decimal
NBSP = "\u00a0"
SPLIT = [
    ("Salaires", "salaires", D(70_000)),
    ("Activités", "activites", D(20_000)),
    ("Administration", "administration", D(10_000)),
]


def budget(year, by, rows=SPLIT) -> dict[str, BudgetLine]:
    """Give a year its lines, by name."""
    facts = [BudgetLineInput(*row) for row in rows]
    set_budget(year=year, rows=facts, seen=lines_mark(year.lines.order_by("order", "pk")), by=by)
    return {line.name: line for line in year.lines.select_related("year")}


def instalments(year, by, *rows) -> list[Instalment]:
    """Add instalments: (amount or None, share or None, day, condition)."""
    lead = year.agreement.signatures.get(is_lead=True).funder
    standing = list(year.instalments.select_related("funder").order_by("expected_on", "pk"))
    kept = [
        InstalmentInput(row.funder, row.expected_on, row.amount, row.share, row.condition, row.pk) for row in standing
    ]
    new = [InstalmentInput(lead, day, amount, share, condition) for amount, share, day, condition in rows]
    set_instalments(year=year, rows=[*kept, *new], seen=instalments_mark(standing), by=by)
    return list(year.instalments.order_by("expected_on", "pk"))


def receive(instalment, by, amount, day=date(2025, 5, 2)):
    seen = payments_mark(instalment.year.agreement_id)
    return record_payment(instalment=instalment, day=day, amount=D(amount), seen=seen, by=by)


def spend(line, by, amount, day=date(2025, 6, 3), **more) -> Expense:
    fact = ExpenseInput(line, day, D(amount), **more)
    return record_expense(fact=fact, seen=newest_expense(line.year.agreement, by), by=by)


def bring(year, by, amount, *, in_kind=False, origin="community", day=date(2025, 6, 3)):
    return record_contribution(
        year=year, origin=origin, source="Ville, prêt d’une salle", in_kind=in_kind, amount=D(amount), day=day,
        seen=newest_contribution(year), by=by,
    )  # fmt: skip


def rules(agreement, by, *, transfer_limit=None, transfer_base="source", holdback=0):
    return set_rules(
        agreement=agreement, transfer_limit=transfer_limit, transfer_base=transfer_base, holdback=D(holdback),
        seen=rules_mark(rules_of(agreement)), by=by,
    )  # fmt: skip


def move(source, target, by, amount, consent_on=None, decided_on=date(2025, 9, 1)):
    return transfer_money(
        source=source, target=target, amount=D(amount), decided_on=decided_on, consent_on=consent_on,
        reason="Départ d’une personne", seen=newest_transfer(source.year_id), by=by,
    )  # fmt: skip


def final_deliverable(
    agreement, *, due_on=date(2026, 6, 30), period=(date(2025, 4, 1), date(2026, 4, 1))
) -> Deliverable:
    need, _ = Requirement.objects.get_or_create(
        agreement=agreement, kind="final", defaults={"period_from_month": 4, "due_month": 6, "due_day": 30}
    )
    return Deliverable.objects.create(requirement=need, period=DateRange(*period), due_on=due_on)


def accepted_report(deliverable, by, moment) -> Report:
    """A report issued for the deliverable and accepted at that moment."""
    agreement = deliverable.requirement.agreement
    report = Report.objects.create(
        kind="funder", organism=agreement.organism, deliverable=deliverable, period=deliverable.period,
        template_version=TemplateVersion.objects.filter(template__kind="final").first(),
        region=agreement.organism.region, due_on=deliverable.due_on,
    )  # fmt: skip
    put_in_state(report, "accepted", at=moment, by=by, issued_at=moment, issued_by=by)
    return report
