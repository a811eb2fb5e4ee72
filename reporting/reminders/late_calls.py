"""Whoever can act on what is late, reminded at one click: of all the network, or of the agreements of a funder."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from agreements.models import Agreement, Deliverable
from organisms.mail_choices.choices import people_at
from organisms.models import NewsKind, Rhythm, User
from reporting.models import ReminderSent, Report
from reporting.reminders.recipients import Pending, pending_of
from reporting.reminders.rules import Key, Reminder
from reporting.reminders.sending import REMINDERS, opening_of, queue_reminders
from reporting.workflow.transitions import ActionRefused
from roriq_portal.database.locks import hold
from roriq_portal.formats.phrases import counted
from roriq_portal.lateness import past_due
from roriq_portal.logs import log_action

NOBODY = "Personne n’est à rappeler maintenant\u00a0: rien n’est en retard, ou chacun l’a été aujourd’hui."


@dataclass(frozen=True)
class LateCall:
    """Who is reminded of what is late, person by person; `already`, `silent`: those who are not, and why.

    `already`: whose reminders of today left before; `silent`: who chose to receive none.
    """

    things: dict[Key, Pending]
    reminders: list[Reminder]
    already: int
    silent: int

    @property
    def people(self) -> int:
        return len({reminder.person for reminder in self.reminders})

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each organism with how many of its deliverables are recalled, by name."""
        recalled = {reminder.thing for reminder in self.reminders}
        counts: dict[str, int] = defaultdict(int)
        for key in recalled:
            counts[self.things[key].organism] += 1
        return [(name, counted(counts[name], "rapport")) for name in sorted(counts)]

    @property
    def example(self) -> list[Pending]:
        """What the first letter is about."""
        if not self.reminders:
            return []
        first = self.reminders[0].person
        return [self.things[reminder.thing] for reminder in self.reminders if reminder.person == first]

    def opening(self, today: date) -> str:
        """The first sentences of that letter."""
        return opening_of(self.example, today) if self.example else ""


def late_call(user: User, today: date) -> LateCall:
    """Return whom a click would remind now. A dozen queries, whatever the number of things."""
    things = {row.key: row for row in _late_things(user, today)}
    never = people_at((Rhythm.NEVER,), NewsKind.DEADLINES)
    before = _reminded_on(today, things)
    reminders: list[Reminder] = []
    already: set[int] = set()
    silent: set[int] = set()
    for key, row in things.items():
        for person in row.people:
            if person.pk in never:
                silent.add(person.pk)
            elif (key, person.pk) in before:
                already.add(person.pk)
            else:
                reminders.append(Reminder(key, person.pk, (row.due_on - today).days))
    reached = {reminder.person for reminder in reminders}
    return LateCall(things, reminders, len(already - reached), len(silent))


def _late_things(user: User, today: date) -> list[Pending]:
    deliverables = Deliverable.objects.outstanding().filter(past_due(today))
    if user.coordinates_network:
        return pending_of(deliverables, Report.objects.outstanding().filter(past_due(today)))
    signed = Agreement.objects.signed_by_seats_of(user).values("pk")
    return pending_of(deliverables.filter(requirement__agreement__in=signed), Report.objects.none())


def _reminded_on(today: date, things: Iterable[Key]) -> set[tuple[Key, int]]:
    """The pairs of a thing and a person that a reminder of this day was written for, unless it failed."""
    keys = list(things)
    rows = ReminderSent.objects.filter(queued_at__date=today).exclude(state=ReminderSent.State.FAILED)
    pairs: set[tuple[Key, int]] = set()
    for kind in ("deliverable", "report"):
        ids = [pk for name, pk in keys if name == kind]
        written = rows.filter(**{f"{kind}__in": ids}).values_list(f"{kind}_id", "person_id")
        pairs |= {((kind, pk), person) for pk, person in written}
    return pairs


@log_action
@transaction.atomic
def remind_late(*, by: User) -> int:
    """Remind, in one letter each, whoever can act on what is late; return how many people. Each row says who asked.

    Nobody is reminded twice of one thing on one day, and nobody who chose to receive no reminder. Refuses
    (ActionRefused) when nobody is left to remind.
    """
    hold(REMINDERS)
    call = late_call(by, timezone.localdate())
    if not call.reminders:
        raise ActionRefused(NOBODY)
    queue_reminders(call.reminders, call.things, asked_by=by)
    return call.people
