"""Nobody worked for two days: the first hour after it does what was missed, once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django import app

from hosting.chain.models import DayDigest
from reporting.management.demo import past_moments
from reporting.models import ReminderRun, ReminderSent
from tests import factories
from tests.jobs import run_pending_jobs
from tests.reporting.builders.reports import make_deliverable

pytestmark = pytest.mark.django_db
# What each hourly job looks at when it runs, however long ago it ran: what is due by now, or every day that ended.
# Only reminders have a day of their own: of the distances that passed meanwhile, the nearest is said, once.
CAUGHT_UP = {
    "count_questions": "drafts that moved since they were counted",
    "digest_days": "every day that ended and has no digest",
    "examine_portal": "the portal as it stands",
    "fold_sums": "every cell",
    "forget-access": "all that ended a week ago",
    "forget_leavers": "everybody who left long ago",
    "forget_letters": "all that left three months ago",
    "forget_news": "all that is old",
    "forget_recipients": "all links that ended three months ago",
    "forget_sent_forms": "all that is outdated",
    "forget_workbooks": "all that came a month ago",
    "mask_portrait": "the usual year of the portrait and the one that runs",
    "mask_totals": "the totals of this year and the last",
    "purge_households": "every household past its day",
    "purge_privacy": "all that is over",
    "remind": "the nearest distance that passed, for two weeks",
    "remove_parts": "all that is a day old",
    "write_news": "news since the letter before, for twice its time",
}


def hourly_jobs() -> dict[str, object]:
    return {task.task.name.removeprefix("portal:"): task.task for task in app.periodic_registry.periodic_tasks.values()}


def test_every_hourly_job_is_known_to_catch_up():
    assert set(hourly_jobs()) == set(CAUGHT_UP)


def an_hour(moment: datetime) -> None:
    """What workers do in one hour."""
    with past_moments.at(moment):
        for task in hourly_jobs().values():
            task.func(timestamp=int(moment.timestamp()))
        run_pending_jobs()


def test_what_two_days_without_a_worker_missed_is_done_once(agreement, organism, coordinator, network):
    """The journal has the clock of the database: the days are those that come."""
    first = timezone.localdate() + timedelta(days=1)
    make_deliverable(agreement, due_on=first + timedelta(days=16))
    factories.make_activity(organism, by=coordinator)
    an_hour(past_moments.moment(first, 7))
    digested = DayDigest.objects.count()
    assert digested
    assert not ReminderSent.objects.exists()
    mail.outbox.clear()

    # The fifteenth day before the date passed while nobody worked
    back = past_moments.moment(first + timedelta(days=3), 7)
    an_hour(back)
    assert DayDigest.objects.count() == digested + 3
    assert list(ReminderSent.objects.values_list("days_before", "state")) == [(15, "sent")]
    assert reminded() == [[coordinator.email]]
    days = list(DayDigest.objects.values_list("day", flat=True))
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]

    mail.outbox.clear()
    an_hour(back + timedelta(hours=1))
    assert reminded() == []
    assert DayDigest.objects.count() == len(days)
    assert ReminderRun.objects.count() == 2


def reminded() -> list[list[str]]:
    return [letter.to for letter in mail.outbox if "remettre" in letter.subject]
