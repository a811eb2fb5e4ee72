"""Recording many activities at once: the import, the demo and the single form all make counts here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Model

from organisms.models import Organism, User
from services.counting import Number, counts_made
from services.models import Activity, ActivityType, Breakdown, Charge, Count, ImportBatch, ImportRow

Recipe = list[tuple[int, str, int | None]]


@dataclass(frozen=True)
class ActivityFact:
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


def recipes() -> dict[int, tuple[int, Recipe]]:
    """Return, by activity type id, its component and its lines (indicator id, source, fixed category id)."""
    found: dict[int, tuple[int, Recipe]] = {}
    for kind in ActivityType.objects.prefetch_related("recipe"):
        lines = [(line.indicator_id, line.source, line.category_id) for line in kind.recipe.all()]
        found[kind.pk] = (kind.component, lines)
    return found


def counts_of(fact: ActivityFact, recipe: Recipe) -> list[tuple[int, Number, dict[int, int]]]:
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


RECORDS = (Activity, Count, Breakdown, Charge, ImportRow)


def refresh_statistics(models: Iterable[type[Model]] = RECORDS) -> None:
    """Tell the planner how large these tables are now, rows of the open transaction included; no model: every table.

    Until then queries and triggers keep the plans made for the tables before: a sum over a first register took minutes.
    """
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")


@transaction.atomic
def record_many(
    organism: Organism, facts: Iterable[ActivityFact], *, by: User | None, batch: ImportBatch | None = None
) -> list[Activity]:
    """Write activities with their counts, breakdowns, charges and partners; return them in the order of the facts.

    One transaction, a dozen statements whatever the number. IntegrityError when a breakdown passes its total or a
    charge lies outside its agreement's term: callers check first and say so in words.
    """
    known = recipes()
    facts = list(facts)
    activities = Activity.objects.bulk_create([_activity(organism, fact, known, by, batch) for fact in facts], 2000)
    pairs = list(zip(activities, facts, strict=True))
    _write_counts(pairs, known)
    Charge.objects.bulk_create(
        [Charge(activity=done, agreement_id=key) for done, fact in pairs for key in fact.agreement_ids], 5000
    )
    link = Activity.partners.through
    link.objects.bulk_create(
        [link(activity_id=done.pk, partner_id=key) for done, fact in pairs for key in fact.partner_ids], 5000
    )
    return activities


def _activity(organism, fact: ActivityFact, known, by, batch) -> Activity:
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
        created_by=by,
        changed_by=by,
        batch=batch,
    )


def write_counts(activity: Activity, fact: ActivityFact) -> None:
    """Replace the counts of one activity. Breakdowns go first, so that a total may shrink (T1)."""
    Breakdown.objects.filter(count__activity=activity).delete()
    Count.objects.filter(activity=activity).delete()
    _write_counts([(activity, fact)], recipes())


def _write_counts(pairs: Sequence[tuple[Activity, ActivityFact]], known) -> None:
    made = [
        (Count(activity=done, indicator_id=indicator_id, value=value), parts)
        for done, fact in pairs
        for indicator_id, value, parts in counts_of(fact, known[fact.activity_type_id][1])
    ]
    Count.objects.bulk_create([count for count, _ in made], 5000)
    Breakdown.objects.bulk_create(
        [
            Breakdown(count=count, category_id=category_id, value=value)
            for count, parts in made
            for category_id, value in parts.items()
        ],
        5000,
    )
