"""Deadlines: a funder's own reminders, days postponed, what is not asked or extra, and a week of reminders."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from agreements.deliverables.actions import add_extra, grant_later_day, hand_in, skip_deliverable
from agreements.models import Agreement, Deliverable, Requirement
from organisms.models import MailChoice, NewsKind, Rhythm
from reporting.management.demo import past_moments
from reporting.management.demo.cast import World
from reporting.models import ReminderSent, Report
from reporting.reminders.recipients import Pending, pending_of
from reporting.reminders.rule_editing import save_rule
from reporting.reminders.sending import read_rules, waiting_in

# Reference, last day of the period, days more, why
LATER = [
    ("MIN-2024-031", date(2027, 3, 31), 15, "Accordé par le ministère\u00a0: l’audit finit en juillet."),
    ("MIN-2026-111", date(2026, 9, 30), 21, "Accordé après l’inondation des bureaux."),
    ("MIN-2023-124", date(2026, 3, 31), 30, "Accordé par le ministère\u00a0: la coordination vient de changer."),
    (
        "SQ-2024-104",
        date(2026, 3, 31),
        31,
        "Accordé par l’agence\u00a0: les données viennent du bureau régional.",
    ),
]
# Before that day reports left by post; of the last months, one in four is late
PORTAL_CAME, EARLIER, LATE_ONE = date(2026, 11, 1), timedelta(days=183), 4
RULE_TEXT = "Le rapport de votre entente de vitalité approche. Un courriel suffit si une date pose problème."


def mark_days(world: World) -> None:
    """Write what changes a calendar without an amendment, by the actions that people's pages call."""
    keys = {organism.pk: key for key, organism in world.organisms.items()}
    by_reference = {row.reference: row for row in world.agreements}
    for reference, last_day, more, reason in LATER:
        agreement = by_reference[reference]
        by = world.coordinator(keys[agreement.organism_id])
        for row in _final_of(agreement, last_day):
            asked_on = min(row.due_on - timedelta(days=12), timezone.localdate() - timedelta(days=9))
            with past_moments.at(past_moments.moment(asked_on)):
                later = row.due_on + timedelta(days=more)
                grant_later_day(deliverable=row, due_on=later, seen=row.due_on, reason=reason, by=by)
    _ask_more(world, by_reference["MIN-2024-031"])
    _settle_beside(world, by_reference, keys)
    _recall(world)


def _final_of(agreement: Agreement, last_day: date):
    wanted = Deliverable.objects.filter(requirement__agreement=agreement, period__endswith=last_day + timedelta(days=1))
    return wanted.exclude(requirement__kind=Requirement.Kind.MONTHLY)[:1]


def _ask_more(world: World, main: Agreement) -> None:
    by = world.coordinator("croisee")
    with past_moments.at(past_moments.moment(date(2026, 9, 8))):
        add_extra(
            agreement=main,
            title="Plan d’action pour le logement",
            period=DateRange(date(2026, 4, 1), date(2027, 4, 1)),
            due_on=date(2026, 12, 15),
            asked_by="Ministère, direction régionale, par courriel du 4 septembre",
            by=by,
        )


def _settle_beside(world: World, by_reference: dict[str, Agreement], keys: dict[int, str]) -> None:
    """Hand in what has no form, and most of what fell due before the portal opened; one report is not asked."""
    today = timezone.localdate()
    beside = Deliverable.objects.awaited().filter(due_on__lt=today - timedelta(days=10), report__isnull=True)
    formless, before = Q(requirement__agreement__programme__templates__isnull=True), Q(due_on__lt=PORTAL_CAME)
    asked = (
        beside.filter(formless | before).select_related("requirement__agreement").distinct().order_by("due_on", "pk")
    )
    for row in (row for place, row in enumerate(asked) if row.due_on < PORTAL_CAME - EARLIER or place % LATE_ONE):
        by = world.coordinator(keys[row.requirement.agreement.organism_id])
        handed_on = row.due_on - timedelta(days=row.pk % 9)
        with past_moments.at(past_moments.moment(handed_on)):
            hand_in(deliverable=row, on=handed_on, by=by)
    agreement = by_reference["PSM-41"]
    waiting = Deliverable.objects.awaited().filter(requirement__agreement=agreement).order_by("-due_on")[:1]
    for row in waiting:
        reason = "Le Secrétariat remplace le dernier bilan par une rencontre."
        skip_deliverable(deliverable=row, reason=reason, by=world.coordinator(keys[agreement.organism_id]))


def _recall(world: World) -> None:
    """A funder's own rule, a reader of one letter a week, and what left the last mornings; one letter bounced."""
    save_rule(
        funder=world.funders["mrc-vallee-des-bouleaux"], offsets=[60, 20, 0, -5], text_ahead=RULE_TEXT, text_day="",
        text_late="", seen=0, by=world.network,
    )  # fmt: skip
    MailChoice.objects.create(user=world.coordinator("deux-lacs"), kind=NewsKind.DEADLINES, rhythm=Rhythm.WEEKLY)
    ReminderSent.objects.bulk_create(_reminders_so_far(timezone.localdate()))


def _reminders_so_far(today: date) -> list[ReminderSent]:
    """Every reminder whose day has come this year, of what waits still; the fourth bounced."""
    since = date(2026, 1, 1)
    deliverables, reports = Deliverable.objects.outstanding(), Report.objects.outstanding()
    things = pending_of(deliverables.filter(due_on__gte=since), reports.filter(due_on__gte=since))
    by_key = {thing.key: thing for thing in things}
    rows = [
        _reminder_sent(by_key[row.thing], row.person, offset, day)
        for row in waiting_in(things, read_rules())
        for offset in row.offsets
        if since <= (day := row.due_on - timedelta(days=offset)) <= today
    ]
    for row in rows[3:4]:
        row.state, row.sent_at, row.error = ReminderSent.State.FAILED, None, "550 5.1.1 Boîte inconnue"
    return rows


def _reminder_sent(thing: Pending, person: int, offset: int, day: date) -> ReminderSent:
    (kind, pk), at = thing.key, past_moments.moment(day, 7, 15)
    values = {"person_id": person, "days_before": offset, "title": thing.title, "attempts": 1, "queued_at": at}
    values |= {"organism_id": thing.organism_id, "due_on": thing.due_on, "sent_at": at}
    return ReminderSent(**{f"{kind}_id": pk}, state=ReminderSent.State.SENT, **values)
