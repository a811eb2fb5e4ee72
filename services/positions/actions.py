"""What changes positions: written, corrected, lost with a reason, held again after a mistake. Never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from agreements.models import Agreement
from organisms.models import Organism, User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action
from services.models import Position, PositionPay


@dataclass(frozen=True)
class PositionInput:
    """What the form gives of a position. `last_day`: the last day it is occupied, None until it is lost."""

    title: str
    component: int | None
    starts_on: date
    hours: Decimal
    training_hours: int
    languages: int
    agreements: tuple[Agreement, ...]
    last_day: date | None = None
    lost_reason: str = ""

    def columns(self) -> dict:
        end = date.fromordinal(self.last_day.toordinal() + 1) if self.last_day else None
        names = ("title", "component", "hours", "training_hours", "languages", "lost_reason")
        return {name: getattr(self, name) for name in names} | {"during": DateRange(self.starts_on, end)}


@log_action
@transaction.atomic
def open_position(*, organism: Organism, fact: PositionInput, submit_key: UUID, by: User) -> Position:
    """Write a position. The same key again (a double click) returns the first one."""
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    known = Position.objects.filter(organism=organism, submit_key=submit_key).first()
    if known:
        return known
    position = Position.objects.create(organism=organism, submit_key=submit_key, created_by=by, **fact.columns())
    _pay(position, fact.agreements)
    return position


@log_action
@transaction.atomic
def change_position(*, position: Position, fact: PositionInput, seen: int) -> Position:
    """Correct a position, or end it with its reason; one that says so already is left as it is.

    Refuses (StaleRevision) when somebody saved it after `seen`.
    """
    locked = Position.objects.select_for_update().get(pk=position.pk)
    check_seen(seen, locked.revision, StaleRevision(locked))
    paying = set(locked.pays.values_list("agreement", flat=True))
    if says_the_same(locked, fact.columns()) and paying == {agreement.pk for agreement in fact.agreements}:
        return locked
    Position.objects.filter(pk=locked.pk).update(revision=F("revision") + 1, **fact.columns())
    _pay(locked, fact.agreements)
    locked.refresh_from_db()
    return locked


def _pay(position: Position, agreements: Iterable[Agreement]) -> None:
    wanted = {agreement.pk for agreement in agreements}
    standing = set(position.pays.values_list("agreement", flat=True))
    position.pays.filter(agreement__in=standing - wanted).delete()
    PositionPay.objects.bulk_create(
        PositionPay(position=position, agreement_id=key) for key in sorted(wanted - standing)
    )
