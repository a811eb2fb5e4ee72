"""What the live records of an organism add up to, month by month: kept by the database while records are written."""

import pgtrigger
from django.db import models
from django.db.models import Q

from organisms.models import Category, Indicator, Organism
from roriq_portal.database.constraints import day_in_range

# One line a count, one a part of its breakdown: what each adds to its cell, `sign` taken on the side of `{rows}`
WHOLE_COUNTS = """
    SELECT a.organism_id, a.day, c.indicator_id, l.category_id, l.value, {sign} AS sign
    FROM {activities} a JOIN {counts} c ON c.activity_id = a.id JOIN LATERAL (
        SELECT NULL::bigint AS category_id, c.value
        UNION ALL SELECT b.category_id, b.value FROM services_breakdown b WHERE b.count_id = c.id
    ) l ON TRUE WHERE a.withdrawn_at IS NULL"""
OF_ACTIVITIES = WHOLE_COUNTS.replace("{activities}", "{rows}").replace("{counts}", "services_count")
OF_COUNTS = WHOLE_COUNTS.replace("{activities}", "services_activity").replace("{counts}", "{rows}")
OF_PARTS = """
    SELECT a.organism_id, a.day, c.indicator_id, b.category_id, b.value, {sign} AS sign
    FROM {rows} b JOIN services_count c ON c.id = b.count_id JOIN services_activity a ON a.id = c.activity_id
    WHERE a.withdrawn_at IS NULL"""
CELL = "organism_id, month, indicator_id, category_id"
INTO_CELLS = f"INSERT INTO services_monthlysum ({CELL}, value, records)"
ADDED_UP = f"""SELECT organism_id, date_trunc('month', day::timestamp)::date AS month, indicator_id, category_id,
        SUM(value * sign) AS value, SUM(sign) AS records
    FROM ({{lines}}) AS added GROUP BY {CELL} HAVING SUM(value * sign) <> 0 OR SUM(sign) <> 0"""


# Which activities a statement touches: held until its end, so that none leaves the figures while a count comes in
HELD_BY_COUNTS = "SELECT activity_id FROM {rows}"
HELD_BY_PARTS = "SELECT c.activity_id FROM {rows} b JOIN services_count c ON c.id = b.count_id"


def keeps_sums(lines: str, locked: str = "") -> list[pgtrigger.Trigger]:
    """Return the three triggers that add to the cells what a statement on a table brings, and subtract what it removes.

    Planned at each call: a kept plan would stay the one that suited the tables when they were small. A part whose count
    is gone already, a count whose activity is, took its figure along when that went: the joins find them no more.
    """
    new, old = {"rows": "new_rows", "sign": 1}, {"rows": "old_rows", "sign": -1}
    sides = {pgtrigger.Insert: [new], pgtrigger.Update: [new, old], pgtrigger.Delete: [old]}
    return [_upkeep(operation, lines, locked, tables) for operation, tables in sides.items()]


def _upkeep(operation, lines: str, locked: str, sides: list[dict]) -> pgtrigger.Trigger:
    added = ADDED_UP.format(lines=" UNION ALL ".join(lines.format(**side) for side in sides))
    steps = [f"{INTO_CELLS} {added}"]
    if locked:
        ids = " UNION ALL ".join(locked.format(**side) for side in sides)
        steps.insert(0, f"SELECT 1 FROM services_activity WHERE id IN ({ids}) ORDER BY id FOR SHARE")
    return pgtrigger.Trigger(
        name=f"keeps_sums_on_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**{side["rows"].removesuffix("_rows"): side["rows"] for side in sides}),
        func=" ".join(f"EXECUTE $sums${step}$sums$;" for step in steps) + " RETURN NULL;",
    )


class MonthlySum(models.Model):
    """A change to one cell: organism × month × indicator, and category or none. The figure is the sum of its rows.

    Rows are only ever added while people work, so that two of them never wait for each other on a cell; the worker
    folds a cell's rows into one (`services.monthly_sums`). `records` counts what the value comes from: at zero, the
    cell holds no data, which is not the same as a total of zero.
    """

    organism = models.ForeignKey(Organism, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.DateField(help_text="le premier jour du mois")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+", db_index=False)
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    value = models.DecimalField(max_digits=16, decimal_places=2)
    records = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["organism", "month"], name="monthly_sum_of_organism"),
            models.Index(fields=["month"], name="monthly_sum_of_month"),
        ]
        constraints = [
            day_in_range("monthly_sum_in_range", "month"),
            models.CheckConstraint(name="monthly_sum_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="monthly_sum_says_something", condition=~Q(value=0) | ~Q(records=0)),
        ]

    def __str__(self):
        return f"{self.organism_id}, {self.month}: {self.indicator_id} = {self.value}"
