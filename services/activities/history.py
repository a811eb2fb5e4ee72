"""What became of one record: inscribed, corrected from what to what, taken out, brought back; by whom and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from django.db.models import QuerySet

from organisms.models import User
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import format_number
from services.models import Activity

MOST = 50
FIELDS = {
    "activity_type": "type",
    "day": "jour",
    "municipality": "lieu",
    "immigrants": "personnes immigrantes",
    "host": "société d’accueil",
    "quantity": "quantité",
    "body": "instance",
}


class Version(Protocol):
    """What the record was, from the journal or as it stands: what the history says of it."""

    note: str
    is_incomplete: bool
    changed_at: datetime
    changed_by: User | None
    withdrawn_at: datetime | None
    withdrawn_by: User | None
    withdrawn_reason: str


@dataclass(frozen=True)
class Change:
    """One line of the history; `by` is None for what no person did."""

    words: str
    at: datetime
    by: User | None


def history_of(activity: Activity) -> list[Change]:
    """Return the changes of a record, newest first, the fifty last ones at most. Two queries.

    The journal keeps each row that an update replaced: with the one that stands, every version is there.
    """
    journal = Activity.pgh_event_model._default_manager
    replaced: QuerySet = journal.filter(pgh_obj=activity, pgh_label="update").order_by("-pgh_id")
    replaced_versions = replaced.select_related("activity_type", "municipality", "body", "changed_by", "withdrawn_by")[
        :MOST
    ]
    versions: list[Version] = [*reversed(replaced_versions), activity]
    changes = [change for before, after in pairwise(versions) for change in _between(before, after)]
    first = Change("Inscrite", activity.created_at, activity.created_by)
    return [*reversed(changes), first]


def _between(before: Version, after: Version) -> Iterator[Change]:
    if after.withdrawn_at and not before.withdrawn_at:
        yield Change(f"Retirée\xa0: {after.withdrawn_reason}", after.withdrawn_at, after.withdrawn_by)
    elif before.withdrawn_at and not after.withdrawn_at:
        yield Change("Rétablie", after.changed_at, after.changed_by)
    elif after.changed_at != before.changed_at:
        yield Change(f"Corrigée\xa0: {_differences(before, after)}", after.changed_at, after.changed_by)


def _differences(before: Version, after: Version) -> str:
    changes = [
        f"{words}, {_shown(getattr(before, name))} devient {_shown(getattr(after, name))}"
        for name, words in FIELDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if before.is_incomplete != after.is_incomplete:
        changes.append("à compléter" if after.is_incomplete else "complétée")
    if before.note != after.note:
        changes.append("note")
    return "\xa0; ".join(changes) or "ventilation, partenaires ou ententes"


def _shown(value: object) -> str:
    if value is None:
        return "rien"
    if isinstance(value, int | Decimal):
        return format_number(value)
    return format_day(value) if isinstance(value, date) else str(value)
