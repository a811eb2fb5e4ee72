"""The meetings of a concertation body: how many, who came, and since when it is silent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Max, Q, QuerySet

from organisms.models import Organism
from services.models import Activity, ConcertationBody, Partner
from services.partners.names import unmerged_partners

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    BodyOfMeetings = WithAnnotations[ConcertationBody, "Meetings"]

QUIET_AFTER = 120  # days: two meetings of a table that meets every two months


@dataclass(frozen=True)
class Seat:
    """Who sits there, or came at least once: at how many meetings named, and the last day."""

    partner: Partner
    is_member: bool
    times: int
    last_day: date | None


@dataclass(frozen=True)
class BodyReading:
    """A body read on a day. `silent_since`: the last meeting, when it is too far; `meetings`: newest first."""

    meetings: QuerySet[Activity]
    number: int
    last_day: date | None
    silent_since: date | None
    seats: list[Seat]


class Meetings(TypedDict):
    """How many live meetings a row of `bodies_of` had, and the last one."""

    number: int
    last_day: date | None


def bodies_of(organism: Organism) -> "QuerySet[BodyOfMeetings]":
    """Return its bodies with `number` and `last_day` of their live meetings; archived ones last."""
    live = Q(meetings__withdrawn_at__isnull=True)
    rows = ConcertationBody.objects.filter(organism=organism).select_related("region", "mrc")
    counted = rows.annotate(
        number=Count("meetings", filter=live, distinct=True), last_day=Max("meetings__day", filter=live)
    )
    return counted.order_by("archived", "sort_name")


def is_silent(last_day: date | None, today: date) -> bool:
    """Whether a body that met once has not met for too long."""
    return last_day is not None and today - last_day > timedelta(days=QUIET_AFTER)


def read_body(body: ConcertationBody, today: date) -> BodyReading:
    """Return its meetings, and how often each partner was named at them. Four queries."""
    meetings = body.meetings.live().select_related("activity_type", "municipality").prefetch_related("partners")
    rows = meetings.order_by("-day", "-pk")
    met = Partner.objects.filter(activities__in=body.meetings.live())
    came = {row.pk: row for row in met.annotate(times=Count("activities", distinct=True), last=Max("activities__day"))}
    members = unmerged_partners(body.members)
    visitors = [row for key, row in came.items() if key not in {member.pk for member in members}]
    attended = {row.pk: (row.times, row.last) for row in came.values()}
    seats = [Seat(row, True, *attended.get(row.pk, (0, None))) for row in members]
    seats += [Seat(row, False, *attended[row.pk]) for row in visitors]
    number, last = len(rows), rows[0].day if rows else None
    return BodyReading(rows, number, last, last if is_silent(last, today) else None, seats)
