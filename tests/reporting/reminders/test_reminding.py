"""Reminders with their rows: who is written to, in which words, what is kept of it, through 400 nights."""

import smtplib
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from agreements.deliverables.actions import grant_later_day, hand_in, skip_deliverable
from agreements.models import AgreementFunder, Deliverable
from organisms.models import MailChoice, NewsKind, Rhythm
from organisms.outbox.delivery import resend_failed
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.management.demo import past_moments
from reporting.models import ReminderRule, ReminderRun, ReminderSent, Report
from reporting.reminders.recipients import pending_of
from reporting.reminders.sending import remind, send_queued
from reporting.reports.actions.campaigns import excuse_report
from reporting.reports.actions.filing import ask_certification
from tests import factories
from tests.jobs import pass_over_jobs, pending_jobs, run_pending_jobs
from tests.refusals import refused_to_both
from tests.reporting.builders.annual_reports import make_annual
from tests.reporting.builders.reports import fill, make_deliverable, make_issued

JUNE = date(2026, 6, 30)
LOG = reverse("reporting:reminder-log")


def night(day, hour=7):
    """What the worker does one morning; return who was reminded."""
    run_pending_jobs()
    mail.outbox.clear()
    with past_moments.at(past_moments.moment(day, hour)):
        remind(timezone.now())
        run_pending_jobs()
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


@pytest.fixture
def owed(agreement):
    return make_deliverable(agreement)


def test_coordination_is_told_what_is_due_and_where(owed, coordinator, director):
    assert night(JUNE - timedelta(days=15)) == [(coordinator.email, "Un rapport est à remettre")]

    [letter] = mail.outbox
    for phrase in ("Rapport final, entente MIN-2024-031", "30 juin 2026 (dans 15 jours)", "/livrables/"):
        assert phrase in letter.body
    row = ReminderSent.objects.get()
    assert (row.state, row.days_before, row.person, row.attempts) == ("sent", 15, coordinator, 1)


def test_direction_is_told_once_the_report_waits_for_her(owed, agreement, coordinator, director):
    report = fill(open_funder_report(deliverable=owed, by=coordinator), coordinator)
    ask_certification(report=report, by=coordinator, key=uuid4())
    assert [to for to, _ in night(JUNE)] == [director.email]
    assert f"/rapports/{report.pk}/" in mail.outbox[0].body


def test_direction_is_told_where_nobody_coordinates_and_the_network_where_it_issues(owed, agreement, director, network):
    assert [to for to, _ in night(JUNE)] == [director.email]

    agreement.issued_by_network = True
    agreement.save()
    report = fill(open_funder_report(deliverable=owed, by=director), director)
    ask_certification(report=report, by=director, key=uuid4())
    assert [to for to, _ in night(JUNE + timedelta(days=7))] == [network.email]


@pytest.mark.parametrize("end", ["issued", "skipped", "handed in"])
def test_nobody_is_told_of_what_is_done(agreement, coordinator, director, end):
    if end == "issued":
        make_issued(agreement, director)
    else:
        owed = make_deliverable(agreement)
        skip_deliverable(deliverable=owed, reason="Non.", by=coordinator) if end == "skipped" else hand_in(
            deliverable=owed, on=date(2026, 6, 1), by=coordinator
        )
    assert night(JUNE) == []


def test_annual_reports_are_recalled_too_unless_excused(organism, coordinator, network):
    report = make_annual(organism, network)
    run_pending_jobs()
    assert night(JUNE - timedelta(days=45)) == [(coordinator.email, "Un rapport est à remettre")]
    excuse_report(report=report, reason="Nouveau membre", by=network)
    assert night(JUNE) == []


def test_one_run_a_day_from_six_in_the_morning_of_montreal(owed, coordinator):
    day = JUNE - timedelta(days=15)
    assert night(day, hour=5) == []
    assert len(night(day, hour=6)) == 1
    assert night(day, hour=9) == []
    assert list(ReminderRun.objects.values_list("day", flat=True)) == [day]


def test_late_evening_in_montreal_is_not_tomorrow(owed, coordinator):
    """At half past eleven in the evening it is already the next day in Greenwich."""
    assert night(JUNE - timedelta(days=16), hour=23) == []
    assert len(night(JUNE - timedelta(days=15), hour=23)) == 1


def test_who_wants_one_letter_a_day_or_none(agreement, owed, coordinator):
    day = JUNE - timedelta(days=15)
    make_deliverable(agreement, kind="interim", due_on=JUNE)
    choice = MailChoice.objects.create(user=coordinator, kind=NewsKind.DEADLINES, rhythm=Rhythm.DAILY)
    assert night(day) == [(coordinator.email, "Des rapports sont à remettre")]
    assert mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>") in mail.outbox[0].body
    MailChoice.objects.filter(pk=choice.pk).update(rhythm=Rhythm.NEVER)
    assert night(JUNE) == []
    assert night(JUNE + timedelta(days=7)) == []


def test_weekly_reader_gets_one_letter_on_monday(agreement, owed, coordinator):
    MailChoice.objects.create(user=coordinator, kind=NewsKind.DEADLINES, rhythm=Rhythm.WEEKLY)
    make_deliverable(agreement, kind="interim", due_on=JUNE + timedelta(days=1))
    monday = date(2026, 6, 22)
    ReminderRun.objects.create(day=monday - timedelta(days=7))
    sent = {day: night(day) for day in (monday + timedelta(days=n) for n in range(-6, 7))}
    assert {day: letters for day, letters in sent.items() if letters} == {
        monday: [(coordinator.email, "Des rapports sont à remettre")]
    }


def test_funder_has_its_own_days_and_words(agreement, owed, funder, other_funder, coordinator):
    ReminderRule.objects.create(funder=None, offsets=[10], text_ahead="Mots de tous.")
    ReminderRule.objects.create(funder=funder, offsets=[20], text_day="Mots du bailleur.")
    assert night(JUNE - timedelta(days=21)) == []
    assert len(night(JUNE - timedelta(days=20))) == 1
    assert "Mots de tous." in mail.outbox[0].body
    assert night(JUNE - timedelta(days=10)) == []


def test_second_signatory_has_no_say(agreement, owed, other_funder, coordinator):
    AgreementFunder.objects.create(agreement=agreement, funder=other_funder, is_lead=False)
    ReminderRule.objects.create(funder=other_funder, offsets=[33])
    assert night(JUNE - timedelta(days=33)) != []
    assert ReminderSent.objects.get().days_before == 45


def test_what_bounced_is_logged_and_tried_again_three_times(owed, coordinator, network, client_for, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({coordinator.email: (550, b"no such box")})

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        for n in range(2):
            night(JUNE - timedelta(days=15 - n))
    row = ReminderSent.objects.get()
    assert (row.state, row.attempts) == ("failed", 2)
    assert "550" in row.error
    assert "550" in client_for(network).get(LOG, {"etat": "failed"}).content.decode()
    assert "Rapport final" not in client_for(network).get(LOG, {"etat": "sent"}).content.decode()

    assert len(night(JUNE - timedelta(days=13))) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == ("sent", 3, "")


def test_after_three_refusals_it_is_left(owed, coordinator, monkeypatch):
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda self, messages: (_ for _ in ()).throw(OSError("connection refused")),
    )
    for n in range(5):
        night(JUNE - timedelta(days=15 - n))
    assert ReminderSent.objects.get().attempts == 3


def test_what_is_done_while_the_letter_waits_is_told_no_more(owed, coordinator):
    with past_moments.at(past_moments.moment(JUNE, 7)):
        remind(timezone.now())
    hand_in(deliverable=owed, on=date(2026, 6, 1), by=coordinator)
    mail.outbox.clear()
    run_pending_jobs()
    assert mail.outbox == []
    assert ReminderSent.objects.get().state == "void"


def test_a_letter_asked_twice_leaves_once(owed, coordinator):
    night(JUNE)
    send_queued([ReminderSent.objects.get().pk])
    assert len(mail.outbox) == 1


def test_night_that_fails_leaves_nothing(owed, coordinator, monkeypatch):
    def fail(name, **arguments):
        raise RuntimeError("no queue")

    with monkeypatch.context() as patched:
        patched.setattr("reporting.reminders.sending.defer", fail)
        with pytest.raises(RuntimeError), past_moments.at(past_moments.moment(JUNE, 7)):
            remind(timezone.now())
    assert not ReminderRun.objects.exists()
    assert not ReminderSent.objects.exists()
    assert pending_jobs() == []
    assert len(night(JUNE, hour=8)) == 1


def test_400_nights(agreement, organism, funder, coordinator, director, network):
    """Days move, nights are missed, a report is issued: each letter is told once for its day, none after the end."""
    first, second = (make_deliverable(agreement, kind=kind) for kind in ("interim", "final"))
    other = make_deliverable(factories.make_agreement(organism, funder, "MIN-2024-032"), due_on=date(2026, 9, 1))
    start, sent = date(2026, 1, 1), []
    for n in range(400):
        day = start + timedelta(days=n)
        if day == date(2026, 6, 1):
            granted = {"seen": JUNE, "due_on": date(2026, 8, 15), "reason": "Accordé."}
            grant_later_day(deliverable=first, by=coordinator, **granted)
        if day == date(2026, 8, 20):
            report = fill(open_funder_report(deliverable=other, by=director), director)
            issue_report(report=report, by=director, key=uuid4())
            pass_over_jobs()
        if day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)):
            continue
        sent += [(day, to) for to, _ in night(day)]

    rows = ReminderSent.objects.order_by("sent_at").values_list("deliverable", "days_before", "sent_at")
    reminders = [(pk, offset, timezone.localdate(at)) for pk, offset, at in rows]
    assert sorted(reminders) == sorted(
        [
            (first.pk, 45, date(2026, 5, 16)),
            (first.pk, 45, date(2026, 7, 3)),  # of the day that was granted
            (first.pk, 15, date(2026, 7, 31)),
            (first.pk, 0, date(2026, 8, 15)),
            (first.pk, -7, date(2026, 8, 22)),
            (second.pk, 45, date(2026, 5, 16)),
            (second.pk, 15, date(2026, 6, 15)),
            (second.pk, 0, date(2026, 7, 3)),
            (second.pk, -7, date(2026, 7, 7)),
            (other.pk, 45, date(2026, 7, 18)),
            (other.pk, 15, date(2026, 8, 17)),
        ]
    )
    assert len(sent) == len(reminders)
    assert {to for _, to in sent} == {coordinator.email}


@pytest.mark.parametrize("count", [1, 6])
def test_queries_do_not_follow_the_number_of_things(organism, funder, coordinator, count, django_assert_num_queries):
    for n in range(count):
        make_deliverable(factories.make_agreement(organism, funder, f"E-{n}"))
    with django_assert_num_queries(5):
        rows = pending_of(Deliverable.objects.outstanding(), Report.objects.outstanding())
    assert len(rows) == count
    assert all(row.people == (coordinator,) for row in rows)


def row_of(owed, person, **more):
    given = {"organism": owed.requirement.agreement.organism, "days_before": 15, "title": "R", "due_on": JUNE}
    return ReminderSent.objects.create(deliverable=owed, person=person, **{**given, **more})


def attack(sql, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'sent'",
        "state = 'failed'",
        "state = 'queued', sent_at = now()",
        "state = 'sent', sent_at = now(), error = 'x'",
    ],
)  # fmt: skip
def test_database_refuses_a_log_that_says_half(owed, coordinator, change):
    attack(f"UPDATE reporting_remindersent SET {change} WHERE id = %s", row_of(owed, coordinator).pk)


@pytest.mark.parametrize("change", ["state = 'queued', sent_at = NULL", "days_before = 3", "title = 'Autre'"])
def test_database_keeps_what_left(owed, coordinator, change):
    row = row_of(owed, coordinator, state="sent", sent_at=timezone.now())
    attack(f"UPDATE reporting_remindersent SET {change} WHERE id = %s", row.pk)
    refused_to_both("DELETE FROM reporting_remindersent WHERE id = %s", row.pk, words="the log stays")


def test_database_refuses_the_same_reminder_twice_and_one_of_what_is_done(owed, agreement, coordinator, director):
    row_of(owed, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        row_of(owed, coordinator)
    row_of(owed, director)
    hand_in(deliverable=owed, on=date(2026, 6, 1), by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        row_of(owed, coordinator, days_before=0)


def test_database_refuses_a_reminder_of_a_filed_report(organism, coordinator, network):
    report = make_annual(organism, network)
    excuse_report(report=report, reason="Nouveau membre", by=network)
    given = {"organism": organism, "days_before": 15, "title": "R", "due_on": JUNE}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderSent.objects.create(report=report, person=coordinator, **given)


@pytest.mark.parametrize("offsets", ["{}", "{121}", "{-61}", "{1,2,3,4,5,6,7,8,9}", "{NULL}"])
def test_database_refuses_days_out_of_reach(offsets, db):
    rule = ReminderRule.objects.create()
    attack("UPDATE reporting_reminderrule SET offsets = %s WHERE id = %s", offsets, rule.pk)


def test_database_holds_one_rule_for_all(db):
    ReminderRule.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderRule.objects.create()


def test_log_survives_the_deliverable(agreement, owed, coordinator):
    row = row_of(owed, coordinator, state="sent", sent_at=timezone.now())
    owed.delete()
    row.refresh_from_db()
    assert (row.deliverable_id, row.title) == (None, "R")


def test_worker_looks_every_hour_and_tells_the_day_once(owed, coordinator):
    [task] = [one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == "portal:remind"]
    assert task.cron == "15 * * * *"
    for hour in (5, 8, 9):
        with past_moments.at(past_moments.moment(JUNE, hour)):
            task.task.func(timestamp=0)
    assert [job.task_name for job in pending_jobs()] == ["portal:send_reminders"]


def test_what_is_due_where_every_seat_has_ended_reaches_the_network_and_the_page_says_so(owed, network, client_for):
    assert night(JUNE) == [(network.email, "Un rapport est à remettre")]
    assert "Plus personne n’y a de siège" in mail.outbox[0].body

    with past_moments.at(past_moments.moment(JUNE, 9)):
        page = client_for(network).get(reverse("reporting:reminder-rules")).content.decode()
    assert "Ces rappels vous reviennent" in page
    assert "La Croisée boréale" in page


def test_reminder_whose_letter_waits_or_failed_says_so(owed, coordinator, network, client_for, settings, monkeypatch):
    settings.EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
    settings.LETTER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with monkeypatch.context() as patched:
        patched.setattr(f"{settings.LETTER_BACKEND}.send_messages", refused)
        night(JUNE)
    row = ReminderSent.objects.with_outcome().get()
    assert (row.outcome, row.outcome_words, row.left_at) == ("failed", "Non livré", None)
    assert "550" in client_for(network).get(LOG, {"etat": "failed"}).content.decode()
    assert "Rapport final" not in client_for(network).get(LOG, {"etat": "sent"}).content.decode()

    resend_failed(by=network)
    run_pending_jobs()
    assert [letter.to for letter in mail.outbox] == [[coordinator.email]]
    assert ReminderSent.objects.with_outcome().get().outcome == "sent"


def refused(self, messages):
    raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such box")})
