"""Reminders: when and in which words, and what went out; the private address of a person's calendar."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models import Deliverable, Funder
from organisms.models import Organism
from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import journal
from roriq_portal.formats.phrases import of_person

from .message import WithOutcome, letter_of_a_row
from .report import Report
from .version import Receipt

EARLIEST_DAYS, LATEST_DAYS, MOST_OFFSETS = 120, -60, 8
USUAL_OFFSETS = (45, 15, 0, -7)

NOT_AFTER_IT_IS_DONE = """
    IF EXISTS (SELECT 1 FROM agreements_deliverable d LEFT JOIN reporting_report r ON r.deliverable_id = d.id
               WHERE d.id = NEW.deliverable_id
               AND (d.skipped_at IS NOT NULL OR d.handed_at IS NOT NULL OR r.issued_at IS NOT NULL))
       OR EXISTS (SELECT 1 FROM reporting_report
                  WHERE id = NEW.report_id AND (filed_at IS NOT NULL OR excused_at IS NOT NULL))
       OR EXISTS (SELECT 1 FROM reporting_receipt q JOIN reporting_version v ON v.id = q.version_id
                  JOIN reporting_report r ON r.id = v.report_id
                  WHERE q.id = NEW.question_id AND (q.state <> 'asked' OR r.state <> 'asked')) THEN
        RAISE EXCEPTION 'nothing is awaited any more' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""
SENT_STAYS = """
    IF (NEW.state, NEW.sent_at, NEW.person_id, NEW.days_before, NEW.title)
       IS DISTINCT FROM (OLD.state, OLD.sent_at, OLD.person_id, OLD.days_before, OLD.title) THEN
        RAISE EXCEPTION 'a reminder that left stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def usual_offsets() -> list[int]:
    return list(USUAL_OFFSETS)


@journal()
class ReminderRule(models.Model):
    """Days and texts of a funder's reminders; without funder, the rule of all. Blank: the usual text."""

    funder = models.OneToOneField(Funder, on_delete=models.PROTECT, null=True, blank=True, related_name="reminder_rule")
    offsets = ArrayField(models.SmallIntegerField(), default=usual_offsets, help_text="jours avant, négatifs après")
    text_ahead = models.TextField(blank=True)
    text_day = models.TextField(blank=True)
    text_late = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["funder__sort_name"]
        constraints = [
            models.UniqueConstraint(
                models.Case(models.When(funder__isnull=True, then=True)), name="one_reminder_rule_for_all"
            ),
            models.CheckConstraint(
                name="reminder_offsets_in_range",
                condition=Q(offsets__len__range=(1, MOST_OFFSETS))
                & Q(offsets__contained_by=list(range(LATEST_DAYS, EARLIEST_DAYS + 1))),
            ),
        ]

    def __str__(self):
        return str(self.funder) if self.funder_id else "Tous les bailleurs"


class ReminderRun(models.Model):
    """A day on which reminders were looked for: what was not is caught up by the next."""

    day = models.DateField(unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day"]
        constraints = [day_in_range("reminder_run_in_range", "day")]

    def __str__(self):
        return str(self.day)


def _once(thing: str) -> models.UniqueConstraint:
    fields = [thing, "person", "due_on", "days_before"]
    return models.UniqueConstraint(fields=fields, name=f"reminder_of_{thing}_once")


class ReminderSent(models.Model):
    """One reminder to one user about one deliverable, report or question, at one distance of its day: never twice.

    A day that moved is another day, with its own distances.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "En attente"
        SENT = "sent", "Parti"
        FAILED = "failed", "Non livré"
        VOID = "void", "Sans objet"

    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.SET_NULL, null=True, blank=True, related_name="reminders"
    )
    report = models.ForeignKey(Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="reminders")
    question = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="reminders")
    days_before = models.SmallIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    letter = letter_of_a_row()

    objects = WithOutcome.as_manager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [models.Index(fields=["-queued_at"], name="reminder_newest")]
        constraints = [
            day_in_range("reminder_due_in_range", "due_on"),
            _once("deliverable"),
            _once("report"),
            _once("question"),
            models.CheckConstraint(
                name="reminder_of_one_thing",
                condition=(Q(deliverable__isnull=True) & Q(report__isnull=True))
                | (Q(deliverable__isnull=True) & Q(question__isnull=True))
                | (Q(report__isnull=True) & Q(question__isnull=True)),
            ),
            models.CheckConstraint(
                name="reminder_says_how_it_went",
                condition=Q(state="sent", sent_at__isnull=False, error="")
                | (Q(state="failed", sent_at__isnull=True) & ~Q(error=""))
                | Q(state__in=["queued", "void"], sent_at__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_after_it_is_done",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=NOT_AFTER_IT_IS_DONE,
            ),
            pgtrigger.Trigger(
                name="sent_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="sent"),
                func=SENT_STAYS,
            ),
            pgtrigger.Trigger(
                name="log_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="RAISE EXCEPTION 'the log stays' USING ERRCODE = '23514';",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.days_before}"

    outcome: str  # on the rows of `with_outcome`

    @property
    def outcome_words(self) -> str:
        """What became of its letter; for rows read `with_outcome`."""
        return str(self.State(self.outcome).label)


@journal(exclude=["token_hash"])
class CalendarFeed(models.Model):
    """The private address of a person's calendar. Its token is kept as a hash; a new one closes the former."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="calendar_feed_hashed", condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"))
        ]

    def __str__(self):
        return f"Calendrier {of_person(str(self.user))}"
