"""What an agreement's money says of a period, as funders' forms ask it: spending by nature, and what others brought."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from agreements.currency import NOTHING
from agreements.models import Contribution, Expense
from roriq_portal.trips import Errand


@dataclass(frozen=True)
class ReportedMoney:
    """`spent`: nature → what was paid in the period; what is only committed waits for its payment."""

    spent: dict[str, Decimal] = field(default_factory=dict)
    cash: Decimal = NOTHING
    in_kind: Decimal = NOTHING

    @property
    def total_spent(self) -> Decimal:
        return sum(self.spent.values(), NOTHING)

    @property
    def is_empty(self) -> bool:
        return not (self.spent or self.cash or self.in_kind)


def reported_money(agreement_id: int, period: DateRange) -> Errand[ReportedMoney]:
    """Return the errand of an agreement's money in the days of a period: two queries in the page's own trip."""
    inside = {"day__gte": period.lower, "day__lt": period.upper}
    spent = Expense.objects.filter(line__year__agreement=agreement_id, is_committed=False, **inside)
    brought = Contribution.objects.filter(year__agreement=agreement_id, **inside)
    queries = (
        spent.order_by().values("line__nature").annotate(sum=Sum("amount")),
        brought.order_by().values("in_kind").annotate(sum=Sum("amount")),
    )
    return Errand(queries, _read)


def _read(spent: list[dict], brought: list[dict]) -> ReportedMoney:
    sums = {row["in_kind"]: row["sum"] for row in brought}
    return ReportedMoney(
        {row["line__nature"]: row["sum"] for row in spent}, sums.get(False, NOTHING), sums.get(True, NOTHING)
    )
