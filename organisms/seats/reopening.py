"""A seat that was closed by mistake: who closed it may open it again for a day, while nothing of it moved since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import User
from organisms.models.seats import Seat
from organisms.seats.actions import SeatRefused
from roriq_portal.edits.undo import is_undoable
from roriq_portal.jobs import defer
from roriq_portal.logs import log_action

GONE = "Ce siège ne se rouvre plus ici\u00a0: il est fermé depuis plus d’un jour, ou il a changé. Invitez la personne."


@dataclass(frozen=True)
class Closing:
    """By whom a seat was closed, and the days that it had before."""

    by_id: int | None
    before: DateRange


def closings_of(seats: Iterable[Seat]) -> dict[int, Closing]:
    """Return seat → its closing, for those whose last change is one of less than a day. One query a kind of seat."""
    rows = list(seats)
    lives: dict[int, list] = defaultdict(list)
    for model in {type(seat) for seat in rows}:
        # pghistory adds the model of the journal when the app is loaded: no stub knows it
        journal = model.pgh_event_model.objects.filter(pgh_obj__in=[seat.pk for seat in rows])  # type: ignore[attr-defined]
        for event in journal.select_related("pgh_context").order_by("pgh_id"):
            lives[event.pgh_obj_id].append(event)
    closings = {seat.pk: _closing(lives[seat.pk][-2:]) for seat in rows}
    return {pk: closing for pk, closing in closings.items() if closing}


def _closing(events: list) -> Closing | None:
    if len(events) < 2:
        return None
    before, last = events
    day = timezone.localdate(last.pgh_created_at)
    is_closing = before.user_id == last.user_id and day in before.during and day not in last.during
    if not is_closing or not is_undoable(last.pgh_created_at):
        return None
    return Closing(last.pgh_context.metadata.get("user") if last.pgh_context else None, before.during)


def reopenable(seats: Iterable[Seat], user: User) -> set[int]:
    """Return the keys of the seats that the user closed less than a day ago and may open again."""
    return {pk for pk, closing in closings_of(seats).items() if closing.by_id == user.pk}


@log_action
@transaction.atomic
def reopen_seat(*, seat: Seat, by: User) -> None:
    """Give a seat back the days it had; its person, to whom its end was written, is told by mail.

    Refuses (SeatRefused) who did not close it, after a day, and when the person has the same seat anew.
    """
    locked = type(seat).objects.select_for_update().get(pk=seat.pk)
    closing = closings_of([locked]).get(locked.pk)
    if closing is None or closing.by_id != by.pk:
        raise SeatRefused(GONE)
    locked.during = closing.before
    try:
        with transaction.atomic():
            locked.save(update_fields=["during"])
    except IntegrityError as taken:
        raise SeatRefused("Cette personne a reçu ce siège de nouveau.") from taken
    defer("portal:announce-seat-reopened", seat_kind=seat._meta.label, seat_id=locked.pk, by_id=by.pk)
