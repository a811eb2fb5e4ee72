"""Days and texts of reminders, edited by the network: listed, tried on an example, saved, restored."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from agreements.models import Funder
from organisms.models import User
from reporting.models import ReminderRule
from reporting.reminders.sending import Rules, read_rules, rule_of
from reporting.workflow.status import days_left
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action

STALE = "Quelqu’un a changé cette règle pendant que vous écriviez\u00a0: rechargez la page, puis reprenez."
MOMENTS = (("ahead", "Avant", 15), ("day", "Le jour même", 0), ("late", "Après", -7))


@dataclass(frozen=True)
class ListedRule:
    words: str
    offsets: str
    is_own: bool
    funder_id: int


@dataclass(frozen=True)
class Example:
    """What a letter about an invented report looks like, and the thing it speaks of."""

    title: str
    organism: str
    due_on: date


def rules_listed() -> list[ListedRule]:
    """Return the rule of all, then each funder that signs an agreement, with the days that hold for it. Two queries."""
    rules = read_rules()
    funders = Funder.objects.filter(Q(signatures__isnull=False) | Q(reminder_rule__isnull=False)).distinct()
    first = ListedRule("Tous les bailleurs et le rapport annuel", _days(rules, None), True, 0)
    return [first, *(ListedRule(f.name, _days(rules, f.pk), f.pk in rules.by_funder, f.pk) for f in funders)]


def _days(rules: Rules, funder_id: int | None) -> str:
    return ", ".join(str(offset).replace("-", "−") for offset in rules.offsets(funder_id))


def example_letters(funder: Funder | None, typed: dict, today: date) -> list[tuple[str, str]]:
    """Return (moment, letter) for an invented report, in the words just typed, else in those that hold now."""
    rules = read_rules()
    general = rules.by_funder.get(None) if funder else None
    beside = Rules({None: general} if general else {})
    letters: list[tuple[str, str]] = []
    for moment, words, offset in MOMENTS:
        saved = rules.text(funder.pk if funder else None, moment)
        opening = (typed[f"text_{moment}"] or beside.text(None, moment)) if typed else saved
        thing = Example("Rapport final, entente MIN-0000-000", "La Maison d’exemple", today + timedelta(days=offset))
        row = (thing, "https://…", days_left(thing.due_on, today))
        letters.append(
            (words, render_to_string("emails/reporting/reminders/reminder.txt", {"opening": opening, "rows": [row]}))
        )
    return letters


@log_action
@transaction.atomic
def save_rule(
    *,
    funder: Funder | None,
    offsets: list[int],
    text_ahead: str,
    text_day: str,
    text_late: str,
    seen: int,
    by: User,
) -> ReminderRule:
    """Write a rule, unless it says so already. Refused when it was written after the page was shown (`seen`)."""
    rule = ReminderRule.objects.select_for_update(of=("self",)).filter(funder=funder).first()
    check_seen(seen, rule.revision if rule else 0, StaleRevision(rule, STALE))
    rule = rule or rule_of(funder)
    values = {"offsets": offsets, "text_ahead": text_ahead, "text_day": text_day, "text_late": text_late}
    if says_the_same(rule, values):
        return rule
    for name, value in values.items():
        setattr(rule, name, value)
    rule.revision += 1
    rule.changed_at, rule.changed_by = timezone.now(), by
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as twice:
        raise StaleRevision(words=STALE) from twice
    return rule


@log_action
def restore_rule(*, funder: Funder | None, by: User) -> None:
    """Take a rule away: the usual days and words hold again. The journal keeps what it said."""
    ReminderRule.objects.filter(funder=funder).delete()
