"""The monthly sums of live records: what a page over many organisms adds up instead of the records."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet, Sum

from services.models import MonthlySum
from services.models.monthly_sum import ADDED_UP, CELL, INTO_CELLS, OF_ACTIVITIES

RECORDED = ADDED_UP.format(lines=OF_ACTIVITIES.format(rows="services_activity", sign=1))
KEPT = f"""SELECT {CELL}, SUM(value) AS value, SUM(records) AS records FROM services_monthlysum
    GROUP BY {CELL} HAVING SUM(value) <> 0 OR SUM(records) <> 0"""
FOLD = f"""WITH folded AS (
        DELETE FROM services_monthlysum WHERE id IN (
            SELECT id FROM (SELECT id, COUNT(*) OVER (PARTITION BY {CELL}) AS rows FROM services_monthlysum) found
            WHERE rows > 1
        ) RETURNING {CELL}, value, records
    )
    {INTO_CELLS}
    SELECT {CELL}, SUM(value), SUM(records) FROM folded GROUP BY {CELL} HAVING SUM(value) <> 0 OR SUM(records) <> 0"""

# A cell's total has no category: named 0 here, so that both sides meet on equal keys
NAMED = "SELECT organism_id, month, indicator_id, COALESCE(category_id, 0) AS category, value, records"
COMPARED = f"""SELECT organism_id, month, indicator_id, category, k.value, k.records, r.value, r.records
    FROM ({NAMED} FROM ({KEPT}) AS sums) AS k FULL JOIN ({NAMED} FROM ({RECORDED}) AS records) AS r
    USING (organism_id, month, indicator_id, category)
    WHERE (k.value, k.records) IS DISTINCT FROM (r.value, r.records) ORDER BY 1, 2, 3, 4"""


@dataclass(frozen=True)
class Cut:
    """A period, both days included: `months`, first day of the first to first day of the last, and its `edges`."""

    months: tuple[date, date] | None
    edges: tuple[tuple[date, date], ...]


def cut(start: date, end: date) -> Cut:
    """Return the whole months of a period and the stretches of days before and after them."""
    after = end + timedelta(days=1)
    first = start if start.day == 1 else _next_month(start)
    last = after.replace(day=1)  # the first month that is not whole
    if first >= last:
        return Cut(None, ((start, end),) if start <= end else ())
    before, left = (start, first - timedelta(days=1)), (last, end)
    edges = tuple(days for days in (before, left) if days[0] <= days[1])
    return Cut((first, (last - timedelta(days=1)).replace(day=1)), edges)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def sums(months: tuple[date, date], owners: Q) -> QuerySet[MonthlySum]:
    """Return the rows of these months, of the organisms of `owners`, to be grouped and added with `added_up`."""
    return MonthlySum.objects.filter(owners, month__range=months).order_by()


def added_up(grouped: QuerySet) -> QuerySet:
    """Add a `total` to each group of `values_list`; a group without any record left is absent."""
    return grouped.annotate(total=Sum("value"), behind=Sum("records")).filter(behind__gt=0)


def first_month(owners: Q) -> date | None:
    """Return the first month that has a record of the organisms of `owners`, None without any. One query."""
    return MonthlySum.objects.filter(owners, category=None, records__gt=0).aggregate(first=Min("month"))["first"]


def fold_sums() -> int:
    """Replace the rows of each cell by one, and empty cells by none; return how many rows went away.

    People may write meanwhile: a row added since is left for the next time, and no reader sees a sum between.
    """
    before = MonthlySum.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
    return before - MonthlySum.objects.count()


@dataclass(frozen=True)
class Difference:
    """A cell whose sum is not what its records add up to; None where one side has no such cell."""

    organism_id: int
    month: date
    indicator_id: int
    category_id: int | None
    summed: tuple | None
    recorded: tuple | None


def differences() -> list[Difference]:
    """Return every cell of the network that differs from its recomputation: none, while the triggers do their work."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARED)
        rows = cursor.fetchall()
    return [
        Difference(organism, month, indicator, category or None, _pair(*sums[:2]), _pair(*sums[2:]))
        for organism, month, indicator, category, *sums in rows
    ]


def _pair(value, records) -> tuple | None:
    return None if records is None else (value, int(records))


@transaction.atomic
def rebuild_sums() -> None:
    """Add up every record again. Nobody writes records meanwhile: they wait, and readers see the sums of before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE services_activity, services_count, services_breakdown, services_monthlysum "
            "IN SHARE ROW EXCLUSIVE MODE"
        )
        cursor.execute("DELETE FROM services_monthlysum")
        cursor.execute(f"{INTO_CELLS} {RECORDED}")
