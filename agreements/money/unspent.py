"""What a year of an agreement has not spent yet."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from agreements.currency import NOTHING
from agreements.models import AgreementYear, Expense


@dataclass(frozen=True)
class Unspent:
    amount: Decimal
    spent: Decimal

    @property
    def rest(self) -> Decimal:
        return self.amount - self.spent


def unspent_of(year: AgreementYear) -> Unspent:
    """Return the year's amount and what expenses, commitments left aside, took of it. One query."""
    paid = Expense.objects.filter(line__year=year, is_committed=False)
    return Unspent(year.amount, paid.aggregate(sum=Sum("amount"))["sum"] or NOTHING)
