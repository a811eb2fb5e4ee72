"""The day's reminders: found once a day, written down before they leave, one letter for each or one for the week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agreements.models import Deliverable, Funder
from organisms.mail_choices.choices import people_at
from organisms.models import NewsKind, Rhythm, User
from organisms.outbox.delivery import words_of
from reporting.models import Receipt, ReminderRule, ReminderRun, ReminderSent, Report
from reporting.models.reminder import EARLIEST_DAYS, LATEST_DAYS, USUAL_OFFSETS
from reporting.reminders import emails
from reporting.reminders.recipients import Pending, pending_of
from reporting.reminders.rules import CATCH_UP, Key, Reminder, Waiting, moment_of, opens_week, reminders_due
from roriq_portal.database.locks import hold
from roriq_portal.jobs import defer

# Under this name reminders are written by one at a time: the daily ones, and those that somebody asks for at a click
REMINDERS = "reminders"
FIRST_HOUR = 6
MOST_ATTEMPTS = 3
USUAL_TEXTS = {
    "ahead": "Un rapport est à remettre bientôt. Les chiffres viennent de vos activités\u00a0; "
    "il reste à dire ce qu’elles ne disent pas.",
    "day": "Un rapport est à remettre aujourd’hui, avant minuit. "
    "S’il vous faut plus de temps, demandez-le avant ce soir.",
    "late": "La date d’un rapport est passée, et nous ne l’avons pas reçu. Remettez-le, ou dites ce qui vous retient.",
}
State = ReminderSent.State


@dataclass(frozen=True)
class Rules:
    """The rule of each funder, and the one of all; without any, the usual days and words."""

    by_funder: dict[int | None, ReminderRule]

    def of(self, funder_id: int | None) -> ReminderRule | None:
        return self.by_funder.get(funder_id) or self.by_funder.get(None)

    def offsets(self, funder_id: int | None) -> tuple[int, ...]:
        rule = self.of(funder_id)
        return tuple(rule.offsets) if rule else USUAL_OFFSETS

    def text(self, funder_id: int | None, moment: str) -> str:
        """Return a funder's own words, else those of all, else the usual ones."""
        rules = (self.by_funder.get(funder_id), self.by_funder.get(None))
        return next((text for rule in rules if rule and (text := text_of(rule, moment))), USUAL_TEXTS[moment])


def text_of(rule: ReminderRule, moment: str) -> str:
    return getattr(rule, f"text_{moment}")


def read_rules() -> Rules:
    return Rules({rule.funder_id: rule for rule in ReminderRule.objects.all()})


def remind(now: datetime) -> int:
    """Record the reminders of the day and defer their letters; return how many. Once a day, from six in the morning."""
    if timezone.localtime(now).hour < FIRST_HOUR:
        return 0
    today = timezone.localdate(now)
    with transaction.atomic():
        hold(REMINDERS)
        last = ReminderRun.objects.filter(day__lt=today).order_by("-day").values_list("day", flat=True).first()
        _, is_first = ReminderRun.objects.get_or_create(day=today)
        if not is_first:
            return 0
        rows = things_near(today)
        due = reminders_due(
            today, waiting_in(rows, read_rules()), already_sent(rows), opens_week=opens_week(today, last)
        )
        return queue_reminders(due, {row.key: row for row in rows})


def things_near(today: date) -> list[Pending]:
    """Return what waits and may be recalled today: nothing further than the longest distance, nor older."""
    reach = (today - timedelta(days=-LATEST_DAYS) - CATCH_UP, today + timedelta(days=EARLIEST_DAYS))
    deliverables, reports = Deliverable.objects.outstanding(), Report.objects.outstanding()
    questions = _questions().filter(answer_by__range=reach)
    return pending_of(deliverables.filter(due_on__range=reach), reports.filter(due_on__range=reach), questions)


def _questions() -> QuerySet[Receipt]:
    """Questions with a day about reports that wait for an answer; which of them are open, `pending_of` says."""
    return Receipt.objects.filter(answer_by__isnull=False, version__report__state=Report.State.ASKED)


def organisms_without_people(today: date) -> list[str]:
    """Return the names of the organisms whose reminders go to the network, by name: nobody there can act any more."""
    return sorted({row.organism for row in things_near(today) if row.goes_to_network})


def waiting_in(rows: Iterable[Pending], rules: Rules) -> list[Waiting]:
    """Return each thing once for each person who can act on it and wants to be reminded, at the rhythm they chose."""
    chosen = people_at((Rhythm.WEEKLY, Rhythm.NEVER), NewsKind.DEADLINES)
    return [
        Waiting(row.key, person.pk, row.due_on, rules.offsets(row.funder_id), chosen.get(person.pk) == Rhythm.WEEKLY)
        for row in rows
        for person in row.people
        if chosen.get(person.pk) != Rhythm.NEVER
    ]


def already_sent(rows: Iterable[Pending]) -> set[Reminder]:
    """Return the reminders sent or on their way; one that failed comes again, three times in all.

    Those of a day that moved since are no reminders of the day that stands.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    days: dict[Key, date] = {}
    for row in rows:
        ids[row.key[0]].append(row.key[1])
        days[row.key] = row.due_on
    sent: set[Reminder] = set()
    for kind in ("deliverable", "report", "question"):
        known = ReminderSent.objects.filter(**{f"{kind}__in": ids[kind]}).exclude(
            state=State.FAILED, attempts__lt=MOST_ATTEMPTS
        )
        keys = known.values_list(f"{kind}_id", "person_id", "days_before", "due_on")
        sent |= {Reminder((kind, pk), person, offset) for pk, person, offset, day in keys if days[kind, pk] == day}
    return sent


def queue_reminders(reminders: list[Reminder], things: dict[Key, Pending], *, asked_by: User | None = None) -> int:
    """Write a row for each, and defer a letter for each; return how many rows.

    Who wants one a day or a week receives one letter for all of theirs, and so does everybody when somebody asked.
    """
    rows = [_row(reminder, things[reminder.thing], asked_by) for reminder in reminders]
    together = people_at((Rhythm.DAILY, Rhythm.WEEKLY), NewsKind.DEADLINES)
    rows.sort(key=lambda row: row.person_id)
    for person, mine in groupby(rows, key=lambda row: row.person_id):
        ids = [row.pk for row in mine]
        letters = [ids] if asked_by or person in together else [[pk] for pk in ids]
        for letter in letters:
            defer("portal:send_reminders", ids=letter)
    return len(rows)


def _row(reminder: Reminder, thing: Pending, asked_by: User | None) -> ReminderSent:
    kind, pk = thing.key
    wanted: dict[str, Any] = {
        f"{kind}_id": pk,
        "person_id": reminder.person,
        "due_on": thing.due_on,
        "days_before": reminder.offset,
    }
    row, _ = ReminderSent.objects.update_or_create(
        **wanted,
        defaults={
            "state": State.QUEUED,
            "error": "",
            "title": thing.title[:200],
            "organism_id": thing.organism_id,
            "queued_at": timezone.now(),
            "asked_by": asked_by,
        },
    )
    return row


def send_queued(ids: list[int]) -> None:
    """Send one letter for these reminders of one user and record its outcome; what is done meanwhile is left out."""
    with transaction.atomic():
        rows = list(
            ReminderSent.objects.select_for_update(of=("self",))
            .filter(pk__in=ids, state=State.QUEUED)
            .select_related("person", "asked_by")
        )
        things = _still_pending(rows)
        void = [row.pk for row in rows if row.pk not in things]
        ReminderSent.objects.filter(pk__in=void).update(state=State.VOID)
        if things:
            asker = asker_words(rows[0].asked_by) if rows[0].asked_by else ""
            _send(sorted(things), rows[0].person, list(things.values()), asker)


def _still_pending(rows: list[ReminderSent]) -> dict[int, Pending]:
    """What still waits for this very person, by the id of its reminder."""
    deliverables = Deliverable.objects.outstanding().filter(pk__in=[row.deliverable_id for row in rows])
    reports = Report.objects.outstanding().filter(pk__in=[row.report_id for row in rows])
    questions = _questions().filter(pk__in=[row.question_id for row in rows if row.question_id])
    now = pending_of(deliverables, reports, questions)
    standing = {(thing.key, person.pk): thing for thing in now for person in thing.people}
    by_id = {row.pk: standing.get((_key_of(row), row.person_id)) for row in rows}
    return {pk: thing for pk, thing in by_id.items() if thing}


def _key_of(row: ReminderSent) -> Key:
    if row.question_id:
        return ("question", row.question_id)
    return ("report", row.report_id) if row.report_id else ("deliverable", row.deliverable_id or 0)


def asker_words(user: User) -> str:
    """Return « Claire Gagné, Ministère des Essais » or « …, pour la coordination du réseau » of who asked."""
    if user.coordinates_network:
        return f"{user.name}, pour la coordination du réseau"
    return ", ".join([user.name, *sorted({str(seat.funder) for seat in user.live_funder_seats})])


def _send(ids: list[int], person: User, things: list[Pending], asker: str) -> None:
    today, now = timezone.localdate(), timezone.now()
    rows = ReminderSent.objects.filter(pk__in=ids)
    try:
        letter = emails.send_reminder(person, things, opening_of(things, today), today, asker)
    except OSError as failure:
        # What the post says is for the log; SMTP's refusals are OSErrors too
        for row in rows:
            row.state, row.error, row.attempts = State.FAILED, words_of(failure), row.attempts + 1
            row.save(update_fields=["state", "error", "attempts"])
        return
    for row in rows:
        row.state, row.sent_at, row.attempts, row.letter = State.SENT, now, row.attempts + 1, letter
        row.save(update_fields=["state", "sent_at", "attempts", "letter"])


def opening_of(things: list[Pending], today: date) -> str:
    """One deliverable: the text of its funder; several: the usual text; a question: what the funder waits for."""
    if len(things) > 1:
        asked = any(thing.key[0] == "question" for thing in things)
        return f"Voici les {len(things)} {'échéances' if asked else 'rapports'} qui vous attendent."
    if things[0].key[0] == "question":
        return "Un bailleur attend votre réponse à sa question, par écrit ou par une nouvelle version."
    return read_rules().text(things[0].funder_id, moment_of(today, things[0].due_on))


def rule_of(funder: Funder | None) -> ReminderRule:
    """Return a funder's rule, or one not written yet with the days of all."""
    known = ReminderRule.objects.filter(funder=funder).first()
    return known or ReminderRule(funder=funder, offsets=list(read_rules().offsets(None)))
