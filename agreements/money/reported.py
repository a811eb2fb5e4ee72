"""What an agreement's money says of a period, as funders' forms ask it: spending by nature, and what others brought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from agreements.currency import NOTHING
from agreements.models import Contribution, Expense


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


def reported_money_of_many(windows: Mapping[int, DateRange]) -> dict[int, ReportedMoney]:
    """Return agreement → its money in the days that `windows` says of it. Two queries, whatever their number."""
    if not windows:
        return {}
    first, end = min(days.lower for days in windows.values()), max(days.upper for days in windows.values())
    wide = {"day__gte": first, "day__lt": end}
    spent = Expense.objects.filter(line__year__agreement__in=windows, is_committed=False, **wide).order_by()
    brought = Contribution.objects.filter(year__agreement__in=windows, **wide).order_by()
    natures = _added(windows, spent.values_list("line__year__agreement", "line__nature", "day", "amount"))
    kinds = _added(windows, brought.values_list("year__agreement", "in_kind", "day", "amount"))
    return {
        key: ReportedMoney(natures[key], kinds[key].get(False, NOTHING), kinds[key].get(True, NOTHING))
        for key in windows
    }


def _added(windows: Mapping[int, DateRange], rows: Iterable[tuple]) -> dict[int, dict]:
    """Return agreement → name → the sum of the rows whose day lies in its window."""
    sums: dict[int, dict] = {key: {} for key in windows}
    for key, name, day, amount in rows:
        if windows[key].lower <= day < windows[key].upper:
            sums[key][name] = sums[key].get(name, NOTHING) + amount
    return sums


def reported_money(agreement_id: int, period: DateRange) -> ReportedMoney:
    """Return an agreement's money in the days of a period. Two queries."""
    inside = {"day__gte": period.lower, "day__lt": period.upper}
    spent = Expense.objects.filter(line__year__agreement=agreement_id, is_committed=False, **inside)
    brought = Contribution.objects.filter(year__agreement=agreement_id, **inside)
    by_nature = spent.order_by().values_list("line__nature").annotate(sum=Sum("amount"))
    by_kind = dict(brought.order_by().values_list("in_kind").annotate(sum=Sum("amount")))
    return ReportedMoney(dict(by_nature), by_kind.get(False, NOTHING), by_kind.get(True, NOTHING))
