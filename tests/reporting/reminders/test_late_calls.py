"""Whoever can act on what is late, reminded at one click: once a day, by choice, with who asked."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.deliverables.actions import hand_in
from organisms.models import MailChoice
from reporting.models import ReminderSent
from reporting.reminders.late_calls import late_call, remind_late
from reporting.workflow.transitions import ActionRefused
from roriq_portal.fiscal_year import state_year_of, state_year_start
from tests.factories import make_agreement
from tests.jobs import run_pending_jobs
from tests.reporting.builders.annual_reports import make_campaign
from tests.reporting.builders.reports import make_deliverable

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:late-remind")
LATE = date(2026, 9, 30)


@pytest.fixture
def late(agreement):
    return make_deliverable(agreement, due_on=LATE)


def today() -> date:
    return timezone.localdate()


def test_a_funder_reminds_of_its_own_agreements_alone(
    late, organism, coordinator, funder_agent, other_funder, other_funder_agent, network
):
    other = make_deliverable(make_agreement(organism, other_funder, "AUTRE"), due_on=LATE)
    make_campaign(network, due_on=LATE)
    assert remind_late(by=funder_agent) == 1
    run_pending_jobs()
    sent = ReminderSent.objects.get()
    assert (sent.deliverable, sent.person, sent.asked_by, sent.state) == (late, coordinator, funder_agent, "sent")
    assert sent.days_before == (LATE - today()).days
    letter = mail.outbox[-1]
    assert letter.to == [coordinator.email]
    assert "Rappel demandé par Claire Gagné-Silva, Ministère des Essais." in letter.body
    assert other.reminders.count() == 0


def test_the_network_reminds_of_all_in_one_letter_each(late, organism, coordinator, network):
    make_campaign(network, due_on=LATE)
    run_pending_jobs()
    mail.outbox.clear()
    assert remind_late(by=network) == 1
    run_pending_jobs()
    assert ReminderSent.objects.filter(asked_by=network).count() == 2
    assert [letter.to for letter in mail.outbox] == [[coordinator.email]]
    assert "pour la coordination du réseau" in mail.outbox[0].body


def test_nobody_is_reminded_twice_on_one_day(late, coordinator, funder_agent, network):
    remind_late(by=funder_agent)
    with pytest.raises(ActionRefused, match="Personne n’est à rappeler"):
        remind_late(by=network)
    assert ReminderSent.objects.count() == 1
    call = late_call(network, today())
    assert (call.people, call.already) == (0, 1)
    ReminderSent.objects.update(queued_at=timezone.now() - timedelta(days=1), days_before=-1)
    assert late_call(network, today()).people == 1


def test_a_reminder_of_a_day_that_moved_since_stops_no_other(late, coordinator, funder_agent):
    """Reminded as many days after the day that it had then: that letter stays, and this one leaves."""
    remind_late(by=funder_agent)
    run_pending_jobs()
    earlier = ReminderSent.objects.get()
    weeks = timedelta(days=14)
    ReminderSent.objects.update(queued_at=timezone.now() - weeks, due_on=LATE - weeks)
    assert remind_late(by=funder_agent) == 1
    run_pending_jobs()
    assert sorted(ReminderSent.objects.values_list("due_on", "days_before", "state")) == [
        (LATE - weeks, earlier.days_before, "sent"), (LATE, earlier.days_before, "sent"),
    ]  # fmt: skip


def test_who_chose_no_reminder_receives_none(late, coordinator, funder_agent):
    MailChoice.objects.create(user=coordinator, kind="deadlines", rhythm="never")
    call = late_call(funder_agent, today())
    assert (call.people, call.silent) == (0, 1)
    with pytest.raises(ActionRefused):
        remind_late(by=funder_agent)


def test_what_is_not_late_is_not_recalled(agreement, coordinator, funder_agent):
    make_deliverable(agreement, due_on=today())
    assert late_call(funder_agent, today()).people == 0


def test_the_page_says_to_how_many_and_what_then_sends(late, organism, coordinator, funder_agent, client_for):
    browser = client_for(funder_agent)
    assert PAGE in browser.get(reverse("reporting:filing-matrix")).text
    page = browser.get(PAGE).text
    assert "1\u00a0personne recevra un courriel" in page
    assert "La date d’un rapport est passée" in page
    assert organism.name in page
    assert coordinator.name not in page
    answer = browser.post(PAGE, follow=True)
    assert "Rappel en route\u00a0: 1\u00a0courriel." in answer.text
    assert "1\u00a0personne a déjà reçu ce rappel aujourd’hui" in answer.text
    assert "Personne n’est à rappeler maintenant" in browser.post(PAGE, follow=True).text


@pytest.mark.parametrize("who", ["network", "funder_agent"])
def test_the_matrix_leads_there_for_what_is_late_of_a_year_that_ended(agreement, coordinator, who, request, client_for):
    """On April 1, nothing is late yet of the State year that the matrix shows by itself."""
    last = state_year_start(state_year_of(today())) - timedelta(days=1)
    owed = make_deliverable(agreement, due_on=last)
    browser, matrix = client_for(request.getfixturevalue(who)), reverse("reporting:filing-matrix")
    assert PAGE in browser.get(matrix).text
    assert PAGE not in client_for(coordinator).get(matrix).text
    hand_in(deliverable=owed, on=last, by=coordinator)
    assert PAGE not in browser.get(matrix).text


def test_the_log_says_who_asked(late, coordinator, funder_agent, network, client_for):
    remind_late(by=funder_agent)
    page = client_for(network).get(reverse("reporting:reminder-log"), {"col": ["rappel", "demande"]})
    assert funder_agent.name in page.text


def test_queries_do_not_grow(late, organism, coordinator, funder, funder_agent, client_for):
    counts = []
    late_call(funder_agent, today())
    for number in (0, 6):
        for rank in range(number):
            make_deliverable(make_agreement(organism, funder, f"LOT-{rank}"), due_on=LATE)
        with CaptureQueriesContext(connection) as seen:
            late_call(funder_agent, today())
        counts.append(len(seen))
    assert counts[0] == counts[1]
