"""What a year of an agreement has not spent yet."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from agreements.currency import NOTHING
from agreements.models import AgreementYear, Expense


@dataclass(frozen=True)
class Unspent:
    amount: Decimal
    spent: Decimal

    @property
    def rest(self) -> Decimal:
        return self.amount - self.spent


DOLLARS = DecimalField(max_digits=16, decimal_places=2)


def _paid() -> QuerySet[Expense]:
    """What was spent: commitments left aside."""
    return Expense.objects.filter(is_committed=False)


def unspent_of(year: AgreementYear) -> Unspent:
    """Return the year's amount and what expenses, commitments left aside, took of it. One query."""
    paid = _paid().filter(line__year=year)
    return Unspent(year.amount, paid.aggregate(sum=Sum("amount"))["sum"] or NOTHING)


def unspent_by_year(years: QuerySet[AgreementYear]) -> list[tuple[AgreementYear, Unspent]]:
    """Return each year with what `unspent_of` says of it, in the order of the years given. One query."""
    paid = _paid().filter(line__year=OuterRef("pk")).order_by().values("line__year").annotate(sum=Sum("amount"))
    spent = Coalesce(Subquery(paid.values("sum")), Value(NOTHING), output_field=DOLLARS)
    return [(year, Unspent(year.amount, year.spent)) for year in years.annotate(spent=spent)]
