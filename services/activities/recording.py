"""Recording many activities at once: the import, the demo and the single form all make counts here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from organisms.models import Organism, User
from roriq_portal.database.copying import copy_new, copy_rows, reserve_ids
from roriq_portal.logs import log_action
from services.counting.recipes import Number, counts_made
from services.models import Activity, ActivityType, Breakdown, Charge, Count, ImportBatch, ImportRow, MonthlySum

Recipe = list[tuple[int, str, int | None]]


@dataclass(frozen=True)
class ActivityInput:
    """One activity as it was typed or read. `categories`: category id → number of immigrant participants."""

    activity_type_id: int
    day: date
    municipality_id: int | None = None
    immigrants: int | None = None
    host: int | None = None
    quantity: Decimal | None = None
    categories: dict[int, int] = field(default_factory=dict)
    partner_ids: tuple[int, ...] = ()
    agreement_ids: tuple[int, ...] = ()
    note: str = ""
    body_id: int | None = None
    is_incomplete: bool = False

    def columns(self) -> dict[str, Any]:
        """Return what the record's own row holds, by column."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = (
    "activity_type_id", "day", "municipality_id", "immigrants", "host", "quantity", "note", "body_id", "is_incomplete",
)  # fmt: skip
TYPED_AXES = ("sex", "age", "immigration")


def fact_of(activity: Activity) -> ActivityInput:
    """Return what a record says now, as it was typed. Three queries."""
    parts = Breakdown.objects.filter(count__activity=activity, category__dimension__key__in=TYPED_AXES)
    return ActivityInput(
        activity_type_id=activity.activity_type_id,
        day=activity.day,
        municipality_id=activity.municipality_id,
        immigrants=activity.immigrants,
        host=activity.host,
        quantity=activity.quantity,
        categories=dict(parts.order_by().values_list("category", "value")),
        partner_ids=tuple(activity.partners.values_list("pk", flat=True)),
        agreement_ids=tuple(activity.charges.values_list("agreement", flat=True)),
        note=activity.note,
        body_id=activity.body_id,
        is_incomplete=activity.is_incomplete,
    )


def recipes() -> dict[int, tuple[int, Recipe]]:
    """Return, by activity type id, its component and its lines (indicator id, source, fixed category id)."""
    by_type: dict[int, tuple[int, Recipe]] = {}
    for kind in ActivityType.objects.prefetch_related("recipe"):
        lines = [(line.indicator_id, line.source, line.category_id) for line in kind.recipe.all()]
        by_type[kind.pk] = (kind.component, lines)
    return by_type


def counts_of(fact: ActivityInput, recipe: Recipe) -> list[tuple[int, Number, dict[int, int]]]:
    """Return (indicator id, value, breakdown) of each count. Only counts of immigrant participants are broken down."""
    numbers = {"immigrants": fact.immigrants, "host": fact.host, "quantity": fact.quantity}
    values = counts_made(((indicator_id, source) for indicator_id, source, _ in recipe), numbers)
    typed = {key: number for key, number in fact.categories.items() if number}
    made = []
    for indicator_id, source, fixed_category in recipe:
        if indicator_id in values:
            value = values[indicator_id]
            fixed = {fixed_category: int(value)} if fixed_category and value else {}
            made.append((indicator_id, value, (typed if source == "immigrants" else {}) | fixed))
    return made


RECORDS = (Activity, Count, Breakdown, Charge, ImportRow, MonthlySum)
# Below one or the other, the planner's figures stay true enough until autovacuum passes.
MANY, SHARE = 500, 0.1


def changes_plans(written: int) -> bool:
    """Whether so many new records make the tables another size than the one the planner knows. At most one query."""
    if written < MANY:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Activity._meta.db_table])
        (known,) = cursor.fetchone()
    return written >= SHARE * known


def refresh_statistics(models: Iterable[type[Model]] = RECORDS) -> None:
    """Tell the planner how large these tables are now, rows of the open transaction included; no model: every table.

    Until then queries and triggers keep the plans made for the tables before: a sum over a first register took minutes.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics(%s::text[]::regclass[])", [tables])


@log_action
@transaction.atomic
def record_many(
    organism: Organism, facts: Iterable[ActivityInput], *, by: User | None, batch: ImportBatch | None = None
) -> list[Activity]:
    """Write activities with their counts, breakdowns, charges and partners; return them in the order of the facts.

    One transaction, a dozen statements whatever the number. IntegrityError when a breakdown passes its total or a
    charge lies outside its agreement's term: callers check first and say so in words.
    """
    known = recipes()
    facts = list(facts)
    activities = [_activity(organism, fact, known, by, batch) for fact in facts]
    copy_new(activities)
    pairs = list(zip(activities, facts, strict=True))
    _write_counts(pairs, known)
    charges = ((done.pk, key) for done, fact in pairs for key in fact.agreement_ids)
    copy_rows(Charge, ["activity_id", "agreement_id"], charges)
    partners = ((done.pk, key) for done, fact in pairs for key in fact.partner_ids)
    copy_rows(Activity.partners.through, ["activity_id", "partner_id"], partners)
    return activities


def _activity(organism, fact: ActivityInput, known, by, batch) -> Activity:
    return Activity(
        organism=organism,
        activity_type_id=fact.activity_type_id,
        component=known[fact.activity_type_id][0],
        day=fact.day,
        municipality_id=fact.municipality_id,
        immigrants=fact.immigrants,
        host=fact.host,
        quantity=fact.quantity,
        note=fact.note,
        body_id=fact.body_id,
        is_incomplete=fact.is_incomplete,
        created_by=by,
        changed_by=by,
        batch=batch,
    )


def write_counts(activity: Activity, fact: ActivityInput) -> None:
    """Replace the counts of one activity. Breakdowns go first, so that a total may shrink (T1)."""
    Breakdown.objects.filter(count__activity=activity).delete()
    Count.objects.filter(activity=activity).delete()
    _write_counts([(activity, fact)], recipes())


def _write_counts(pairs: Sequence[tuple[Activity, ActivityInput]], known) -> None:
    made = [
        (done.pk, indicator_id, value, parts)
        for done, fact in pairs
        for indicator_id, value, parts in counts_of(fact, known[fact.activity_type_id][1])
    ]
    ids = reserve_ids(Count, len(made))
    counts = ((key, *count) for key, (*count, _) in zip(ids, made, strict=True))
    copy_rows(Count, ["id", "activity_id", "indicator_id", "value"], counts)
    parts = ((key, *part) for key, (*_, parts) in zip(ids, made, strict=True) for part in parts.items())
    copy_rows(Breakdown, ["count_id", "category_id", "value"], parts)
