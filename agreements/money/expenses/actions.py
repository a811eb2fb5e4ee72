"""What changes spending and what others bring: expenses written, changed, removed; contributions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pghistory
from django.db import transaction

from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, AgreementYear, BudgetLine, Contribution, Expense
from organisms.models import User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.formats.days import format_period
from roriq_portal.logs import log_action

TWICE = "Vous venez d’inscrire une dépense toute pareille. Si c’en est une autre, enregistrez de nouveau."


@dataclass(frozen=True)
class ExpenseInput:
    line: BudgetLine
    day: date
    amount: Decimal
    note: str = ""
    explanation: str = ""
    is_committed: bool = False


def outside_year(year: AgreementYear, day: date) -> str:
    """Say that a day lies outside a year, with the days of the year; nothing when it lies inside."""
    if year.during.lower <= day < year.during.upper:
        return ""
    last = date.fromordinal(year.during.upper.toordinal() - 1)
    return f"Ce jour est hors de l’an {year.number} ({format_period(year.during.lower, last)})."


def newest_expense(agreement: Agreement, by: User) -> int:
    rows = Expense.objects.filter(line__year__agreement=agreement, created_by=by).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


@log_action
@transaction.atomic
def record_expense(*, fact: ExpenseInput, seen: int, by: User) -> Expense:
    """Write an expense.

    Raises StaleRevision when the same user wrote the same since the page was shown (`seen`: their newest then).
    """
    agreement = Agreement.objects.select_for_update().get(pk=fact.line.year.agreement_id)
    _check_day(fact)
    same = Expense.objects.filter(line=fact.line, day=fact.day, amount=fact.amount, note=fact.note, created_by=by)
    if same.filter(pk__gt=seen).exists():
        raise StaleRevision(newest_expense(agreement, by), TWICE)
    return Expense.objects.create(
        line=fact.line, day=fact.day, amount=fact.amount, note=fact.note, explanation=fact.explanation,
        is_committed=fact.is_committed, created_by=by,
    )  # fmt: skip


@log_action
@transaction.atomic
def change_expense(*, expense: Expense, fact: ExpenseInput, seen: int, by: User) -> Expense:
    """Change an expense; what it said stays in the journal, and one that says so already is left as it is.

    Raises StaleRevision when somebody changed it meanwhile.
    """
    row = _locked(expense, seen)
    _check_day(fact)
    if says_the_same(row, vars(fact)):
        return row
    for name, value in vars(fact).items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    return row


@log_action
@transaction.atomic
def remove_expense(*, expense: Expense, seen: int, reason: str, by: User) -> None:
    """Take an expense away; the journal keeps it, with the reason. Raises StaleRevision when somebody changed it."""
    row = _locked(expense, seen)
    with pghistory.context(reason=reason):
        row.delete()


def _locked(expense: Expense, seen: int) -> Expense:
    row = Expense.objects.select_for_update().filter(pk=expense.pk).first()
    if row is None:
        raise StaleRevision()
    check_seen(seen, row.revision, StaleRevision(row))
    return row


def _check_day(fact: ExpenseInput) -> None:
    warning = outside_year(fact.line.year, fact.day)
    if warning and not fact.explanation:
        raise AgreementRefused(f"{warning} Expliquez pourquoi elle lui revient.")


def newest_contribution(year: AgreementYear) -> int:
    rows = Contribution.objects.filter(year__agreement=year.agreement_id).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


@log_action
@transaction.atomic
def record_contribution(
    *, year: AgreementYear, origin: str, source: str, in_kind: bool, amount: Decimal, day: date, seen: int, by: User
) -> Contribution:
    """Write what others bring to a year. Refuses a day outside it, and a page that was sent twice (StaleRevision)."""
    Agreement.objects.select_for_update().get(pk=year.agreement_id)
    check_seen(seen, newest_contribution(year), StaleRevision())
    if warning := outside_year(year, day):
        raise AgreementRefused(f"{warning} Choisissez l’année qui la compte.")
    return Contribution.objects.create(
        year=year, origin=origin, source=source, in_kind=in_kind, amount=amount, day=day, created_by=by
    )


@log_action
@transaction.atomic
def remove_contribution(*, contribution: Contribution, reason: str, by: User) -> None:
    """Take a contribution away; the journal keeps it, with the reason. Nothing happens the second time."""
    with pghistory.context(reason=reason):
        Contribution.objects.filter(pk=contribution.pk).delete()
