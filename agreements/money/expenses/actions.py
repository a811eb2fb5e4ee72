"""What changes spending and what others bring: expenses written, changed, removed; contributions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from agreements.agreement.terms.writing import AgreementRefused
from agreements.models import Agreement, AgreementYear, BudgetLine, Contribution, Expense
from agreements.money.planning.actions import StaleMoney
from organisms.models import User
from roriq_portal.formats.days import format_period

TWICE = "Vous venez d’inscrire une dépense toute pareille. Si c’en est une autre, enregistrez de nouveau."


class SentTwice(AgreementRefused):
    """The same expense was just written by the same person; `newest` lets a second one through on purpose."""

    def __init__(self, newest: int) -> None:
        super().__init__(TWICE)
        self.newest = newest


@dataclass(frozen=True)
class ExpenseFact:
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


@transaction.atomic
def record_expense(*, fact: ExpenseFact, seen: int, by: User) -> Expense:
    """Write an expense. Raises SentTwice when she wrote the same since the page was shown (`seen`: her newest then)."""
    agreement = Agreement.objects.select_for_update().get(pk=fact.line.year.agreement_id)
    _check_day(fact)
    same = Expense.objects.filter(line=fact.line, day=fact.day, amount=fact.amount, note=fact.note, created_by=by)
    if same.filter(pk__gt=seen).exists():
        raise SentTwice(newest_expense(agreement, by))
    return Expense.objects.create(
        line=fact.line, day=fact.day, amount=fact.amount, note=fact.note, explanation=fact.explanation,
        is_committed=fact.is_committed, created_by=by,
    )  # fmt: skip


@transaction.atomic
def change_expense(*, expense: Expense, fact: ExpenseFact, seen: int, by: User) -> Expense:
    """Change an expense; what it said stays in the journal. Raises StaleMoney when somebody changed it meanwhile."""
    row = Expense.objects.select_for_update().filter(pk=expense.pk).first()
    if row is None or row.revision != seen:
        raise StaleMoney
    _check_day(fact)
    row.line, row.day, row.amount, row.note = fact.line, fact.day, fact.amount, fact.note
    row.explanation, row.is_committed = fact.explanation, fact.is_committed
    row.revision += 1
    row.save()
    return row


@transaction.atomic
def remove_expense(*, expense: Expense, seen: int, by: User) -> None:
    """Take an expense away; the journal keeps it. Raises StaleMoney when somebody changed it meanwhile."""
    row = Expense.objects.select_for_update().filter(pk=expense.pk).first()
    if row is None or row.revision != seen:
        raise StaleMoney
    row.delete()


def _check_day(fact: ExpenseFact) -> None:
    told = outside_year(fact.line.year, fact.day)
    if told and not fact.explanation:
        raise AgreementRefused(f"{told} Expliquez pourquoi elle lui revient.")


def newest_contribution(year: AgreementYear) -> int:
    rows = Contribution.objects.filter(year__agreement=year.agreement_id).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


@transaction.atomic
def record_contribution(
    *, year: AgreementYear, origin: str, source: str, in_kind: bool, amount: Decimal, day: date, seen: int, by: User
) -> Contribution:
    """Write what others bring to a year. Refuses a day outside it, and a page that was sent twice (StaleMoney)."""
    Agreement.objects.select_for_update().get(pk=year.agreement_id)
    if newest_contribution(year) != seen:
        raise StaleMoney
    if told := outside_year(year, day):
        raise AgreementRefused(f"{told} Choisissez l’année qui la compte.")
    return Contribution.objects.create(
        year=year, origin=origin, source=source, in_kind=in_kind, amount=amount, day=day, created_by=by
    )


@transaction.atomic
def remove_contribution(*, contribution: Contribution, by: User) -> None:
    """Take a contribution away; the journal keeps it. Nothing happens the second time."""
    Contribution.objects.filter(pk=contribution.pk).delete()
