"""What a coordinator follows up in the records: uncharged, unfinished or double ones, and silent colleagues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from organisms.models import Membership, Organism
from services.activities.entry.prefill import agreements_in_force
from services.models import Activity, ActivityTemplate, ImportBatch

LOOKED_BACK = 365
MOST_DUPLICATES = 20
MOST_LISTED = 10
SILENT_AFTER = 14
State = ImportBatch.State
NEVER = datetime.min.replace(tzinfo=UTC)
UNFINISHED = (State.JUDGING, State.READ, State.RUNNING, State.FAILED)


@dataclass(frozen=True)
class Uncharged:
    """How many live records since `since` are charged to no agreement."""

    number: int
    since: date


@dataclass(frozen=True)
class ToComplete:
    """Live records that somebody left to be completed: how many, and the oldest of them."""

    number: int
    rows: list[Activity]


@dataclass(frozen=True)
class Colleague:
    """Somebody with a seat, and when they last recorded something; None: never."""

    name: str
    roles: str
    last_at: datetime | None


@dataclass(frozen=True)
class Duplicates:
    """Several live records of one type, day, town and numbers: `number` of them."""

    name: str
    type_id: int
    day: date
    town: str
    number: int


def uncharged(organism: Organism, today: date) -> Uncharged:
    """Count what was done in the last twelve months for nobody's account."""
    since = today - timedelta(days=LOOKED_BACK)
    rows = Activity.objects.live().filter(organism=organism, day__gte=since, charges__isnull=True)
    return Uncharged(rows.count(), since)


def to_complete(organism: Organism) -> ToComplete:
    """Return the records left to be completed, whatever their day, the oldest ten among them. Two queries."""
    rows = Activity.objects.live().filter(organism=organism, is_incomplete=True)
    oldest = rows.select_related("activity_type", "municipality", "created_by").order_by("day", "pk")
    return ToComplete(rows.count(), list(oldest[:MOST_LISTED]))


def silent_colleagues(organism: Organism, *, days: int, today: date) -> list[Colleague]:
    """Return people seated today who recorded nothing in the last `days` days, the longest silence first.

    A seat opened in the meantime is not a silence yet.
    """
    recorded = Activity.objects.filter(organism=organism, created_by=OuterRef("user")).order_by().values("created_by")
    rows = Membership.objects.running(today).filter(organism=organism).select_related("user")
    rows = rows.annotate(last_at=Subquery(recorded.annotate(last=Max("created_at")).values("last")))
    first = timezone.now() - timedelta(days=days)
    quiet = rows.filter(Q(last_at__lt=first) | Q(last_at__isnull=True)).order_by("role")
    return _silent(quiet, today - timedelta(days=days), today)


def _silent(memberships: Iterable[Membership], since: date, today: date) -> list[Colleague]:
    seats: dict[int | None, list] = {}
    for seat in memberships:
        seats.setdefault(seat.user_id, []).append(seat)
    people = [
        Colleague(
            own_seats[0].user.name, ", ".join(seat.get_role_display() for seat in own_seats), own_seats[0].last_at
        )
        for own_seats in seats.values()
        if min(seat.starts_on or today for seat in own_seats) <= since
    ]
    return sorted(
        people, key=lambda colleague: (colleague.last_at is not None, colleague.last_at or NEVER, colleague.name)
    )


def unfinished_imports(organism: Organism) -> list[ImportBatch]:
    """Return registers received and not brought in: to be checked, running, or stopped."""
    rows = ImportBatch.objects.filter(organism=organism, state__in=UNFINISHED).select_related("created_by")
    return list(rows.order_by("created_at"))


def templates_in_use(organism: Organism) -> list[ActivityTemplate]:
    """Return the templates that are offered, each with its type and its agreements."""
    rows = ActivityTemplate.objects.filter(organism=organism, archived=False).select_related("activity_type")
    return list(rows.prefetch_related("agreements"))


def ended_among(templates: Iterable[ActivityTemplate], today: date) -> list[tuple[ActivityTemplate, list[str]]]:
    """Return those that charge to an agreement which does not hold today, with why in words."""
    read = ((row, agreements_in_force(row.agreements.all(), today)[1]) for row in templates)
    return [(row, left_out) for row, left_out in read if left_out]


def probable_duplicates(organism: Organism, today: date) -> list[Duplicates]:
    """Return groups of live records of the last twelve months that say the same, latest day first, twenty at most.

    Same type, day, town and numbers, one number at least above 0: two first welcomes of one day are no duplicates.
    """
    rows = Activity.objects.live().filter(organism=organism, day__gte=today - timedelta(days=LOOKED_BACK))
    counted = rows.filter(Q(immigrants__gt=0) | Q(host__gt=0) | Q(quantity__gt=0)).order_by()
    grouped = counted.values("activity_type", "day", "municipality", "immigrants", "host", "quantity")
    named = grouped.annotate(
        number=Count("pk"), name=Min("activity_type__name"), town=Min("municipality__name")
    ).filter(number__gt=1)
    return [
        Duplicates(row["name"], row["activity_type"], row["day"], row["town"] or "", row["number"])
        for row in named.order_by("-day", "name", "town")[:MOST_DUPLICATES]
    ]


def by_month(organism: Organism, today: date) -> list[tuple[date, int]]:
    """Return the first day of each of the last twelve months, oldest first, and its live records: 0 where none is."""
    year, month = today.year - (today.month < 12), today.month % 12 + 1
    firsts = [date(year + (month + step - 1) // 12, (month + step - 1) % 12 + 1, 1) for step in range(12)]
    rows = Activity.objects.live().filter(organism=organism, day__gte=firsts[0], day__lte=today).order_by()
    counted = rows.values_list("day__year", "day__month").annotate(n=Count("pk"))
    numbers = {(year, month): number for year, month, number in counted}
    return [(first, numbers.get((first.year, first.month), 0)) for first in firsts]
