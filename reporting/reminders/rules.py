"""Which reminders go out on a day. Pure: reads no row and no clock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# A night that was missed is caught up; what is older than this is not sent
CATCH_UP = timedelta(days=14)
# (« deliverable », « report » or « question », its id)
Key = tuple[str, int]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for one person who can act on it. `offsets`: days before its day, negative after."""

    thing: Key
    person: int
    due_on: date
    offsets: tuple[int, ...]
    weekly: bool = False


@dataclass(frozen=True)
class Reminder:
    thing: Key
    person: int
    offset: int


def reminders_due(
    today: date, rows: Iterable[Waiting], sent: Collection[Reminder], *, opens_week: bool
) -> list[Reminder]:
    """Return what is to be sent today, in the order of the rows; nothing that is in `sent`.

    Of the distances whose day has come only the nearest counts: after nights without a run, one reminder and not four.
    Who wants one letter a week gets it on the first run since Monday, which `opens_week` says.
    """
    due = []
    for row in rows:
        if row.weekly and not opens_week:
            continue
        offset = _reached(today, row)
        if offset is not None and (reminder := Reminder(row.thing, row.person, offset)) not in sent:
            due.append(reminder)
    return list(dict.fromkeys(due))


def opens_week(today: date, last_run: date | None) -> bool:
    """Return whether no run has been made since this week's Monday: usually on Monday, later when it was missed."""
    monday = today - timedelta(days=today.weekday())
    return last_run is None or last_run < monday


def moment_of(today: date, due_on: date) -> str:
    """Return which of the three texts is sent: ahead, day or late."""
    if today < due_on:
        return "ahead"
    return "day" if today == due_on else "late"


def _reached(today: date, row: Waiting) -> int | None:
    """The nearest distance whose day has come, unless that was too long ago."""
    reached = [offset for offset in row.offsets if row.due_on - timedelta(days=offset) <= today]
    if not reached:
        return None
    offset = min(reached)
    return offset if today - (row.due_on - timedelta(days=offset)) <= CATCH_UP else None
