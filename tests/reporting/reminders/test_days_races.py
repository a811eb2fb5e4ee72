"""Two users at the same second: a day granted twice, a report begun while it is no longer asked, two workers."""

from datetime import date

import pytest
from django.utils import timezone

from agreements.deliverables.actions import grant_later_day, skip_deliverable
from agreements.models import Deliverable, Extension
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.models import Message, MessageCopy, ReminderRun, ReminderSent, Report
from reporting.reminders.network_messages import recipients_of, write_to
from reporting.reminders.recipients import pending_of
from reporting.reminders.sending import remind
from roriq_portal.edits.stale_revision import StaleRevision
from tests import factories
from tests.organisms.seats.test_races import together
from tests.reporting.builders.reports import make_deliverable

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TURNS = 5


@pytest.fixture
def place(committed_reference):
    organism, funder = factories.make_organism(), factories.make_funder()
    by = factories.make_seated_user("Coordination", organism, "coordinator")
    return organism, funder, by


def owed_in(place, turn, due_on=date(2026, 6, 30)) -> Deliverable:
    organism, funder, _ = place
    return make_deliverable(factories.make_agreement(organism, funder, f"E-{turn}"), due_on=due_on)


def test_a_later_day_granted_twice_at_once_is_granted_once(place):
    for turn in range(TURNS):
        owed = owed_in(place, turn)

        def grant(owed=owed):
            moved = {"due_on": date(2026, 7, 15), "seen": date(2026, 6, 30), "reason": "Accordé."}
            return grant_later_day(deliverable=owed, by=place[2], **moved)

        results = together(grant, grant)
        assert results.count(StaleRevision) == 1
        assert Extension.objects.filter(deliverable=owed).count() == 1


def test_a_report_is_begun_or_not_asked_never_both(place):
    for turn in range(TURNS):
        owed = owed_in(place, turn)

        def begin(owed=owed):
            return open_funder_report(deliverable=owed, by=place[2])

        def skip(owed=owed):
            return skip_deliverable(deliverable=owed, reason="Non.", by=place[2])

        together(begin, skip)
        owed.refresh_from_db()
        assert Report.objects.filter(deliverable=owed).exists() is (owed.skipped_at is None)


def test_two_workers_in_the_same_second_write_a_reminder_once(place):
    for turn in range(3):
        owed_in(place, turn, timezone.localdate())
    now = timezone.localtime().replace(hour=9)

    results = together(lambda: remind(now), lambda: remind(now))

    assert sorted(result if isinstance(result, int) else -1 for result in results)[-1] == 3
    assert ReminderRun.objects.count() == 1
    assert ReminderSent.objects.count() == 3


def test_a_message_sent_by_a_double_click_is_one(place):
    owed_in(place, 0)
    network = factories.make_network_user("Réseau")
    things = pending_of(Deliverable.objects.outstanding(), Report.objects.outstanding())
    message = {"subject": "S", "body": "B", "chosen": "", "key": "0" * 31 + "7", "by": network}

    together(*[lambda: write_to(recipients=recipients_of(things), **message)] * 2)

    assert Message.objects.count() == 1
    assert MessageCopy.objects.count() == 1
