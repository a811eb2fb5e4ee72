"""Letters of gathered news: in the rhythm that was chosen, once, of what may be read then, never empty."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from organisms.mail_choices.actions import choose_mail
from organisms.models import Membership, NewsLetter
from reporting.deadlines.news.actions import mark_all_news
from reporting.management.demo import past_moments
from reporting.reminders.digests import send_digest, write_digests
from reporting.reports.actions.filing import return_report
from tests.factories import make_organism, make_seated_user
from tests.jobs import PAPERS, run_pending_jobs
from tests.reporting.builders.annual_reports import make_filed
from tests.services.households.builders import make_target, refer

MONDAY = date(2026, 9, 14)


def at(day, hour=0, minute=0):
    return past_moments.at(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("America/Toronto")))


def letters(day, hour=7):
    """What the worker sends of that hour: (to, subject)."""
    run_pending_jobs(but=PAPERS)
    mail.outbox.clear()
    with at(day, hour, 20):
        write_digests(timezone.now())
        run_pending_jobs(but=PAPERS)
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


NEWS = "Ce qui a changé pour vous"


@pytest.mark.django_db
def test_a_day_a_week_or_never(organism, network, director, coordinator, pivot):
    sunday = MONDAY - timedelta(days=1)
    with at(sunday - timedelta(days=3), 9):
        choose_mail(rhythms={"answers": "daily"}, by=coordinator)
        choose_mail(rhythms={"answers": "weekly"}, by=director)
        report = make_filed(organism, network, director)
    assert letters(sunday - timedelta(days=2)) == []  # a day without news
    assert set(NewsLetter.objects.values_list("state", flat=True)) == {NewsLetter.State.VOID}
    assert letters(sunday) == []
    with at(sunday, 15):
        return_report(report=report, comments=[("v4-05", "Est-ce bien 7 ?")], by=pivot, key=uuid4())
    run_pending_jobs(but=PAPERS)
    assert [mailed for mailed in mail.outbox if "corriger" in mailed.subject] == []  # neither wants it at once
    assert letters(sunday, 16) == []  # today's letter was void, the next is tomorrow's
    assert letters(MONDAY, 5) == []
    assert letters(MONDAY) == [(coordinator.email, NEWS), (director.email, NEWS)]
    [first, _] = mail.outbox
    assert "Retourné pour correction" in first.body
    assert "Réponses à vos rapports" in first.body
    assert f"/rapports/{report.pk}/" in first.body
    assert organism.name not in first.subject
    assert first.extra_headers["List-Unsubscribe"].strip("<>") in first.body
    for day in range(1, 7):
        assert letters(MONDAY + timedelta(days=day)) == []
    # What is marked as read, or read by a seat no more, is not mailed
    with at(MONDAY + timedelta(days=7), 15):
        report.refresh_from_db()
        mark_all_news(up_to=timezone.now(), by=director)
    assert letters(MONDAY + timedelta(days=8)) == []


@pytest.mark.django_db
def test_who_may_no_longer_read_it_receives_nothing_and_a_choice_begins_at_its_hour(
    organism, network, director, coordinator, pivot
):
    with at(MONDAY, 9):
        report = make_filed(organism, network, director)
    with at(MONDAY, 12):
        choose_mail(rhythms={"turn": "daily", "answers": "daily"}, by=coordinator)  # what was filed at nine is past
    assert letters(MONDAY, 13) == []
    with at(MONDAY, 15):
        return_report(report=report, comments=[("v4-05", "Est-ce bien 7 ?")], by=pivot, key=uuid4())
    seat = Membership.objects.get(user=coordinator)
    Membership.objects.filter(pk=seat.pk).update(during=(seat.during.lower, MONDAY))
    assert letters(MONDAY + timedelta(days=1)) == []
    Membership.objects.filter(pk=seat.pk).update(during=seat.during)
    NewsLetter.objects.update(state=NewsLetter.State.QUEUED)
    mail.outbox.clear()
    letter = NewsLetter.objects.latest("slot")
    send_digest(letter.pk)
    send_digest(letter.pk)
    assert [letter.to for letter in mail.outbox] == [[coordinator.email]]


@pytest.mark.django_db
def test_targets_and_households_come_once_a_day_and_name_no_household(organism, coordinator, neighbour):
    city = make_organism("Relais de la Métropole", region="06")
    sender = make_seated_user("Ines Roy-Amrani", city, "coordinator")
    with at(MONDAY, 10):
        home = refer(make_target(city, organism, sender, accepted_by=coordinator), sender)
    assert sorted(letters(MONDAY, 11)) == sorted([(coordinator.email, NEWS), (sender.email, NEWS)])
    [body] = [letter.body for letter in mail.outbox if letter.to == [coordinator.email]]
    assert "Ménage référé" in body
    assert "Cible conjointe proposée" in body
    assert home.key not in body
    assert letters(MONDAY, 12) == []
    with at(MONDAY, 13):
        choose_mail(rhythms={"households": "at_once"}, by=coordinator)
        choose_mail(rhythms={"households": "never"}, by=sender)
    with at(MONDAY, 14, 5):
        refer(home.joint_target, sender)
    assert letters(MONDAY, 14) == [(coordinator.email, NEWS)]
    assert letters(MONDAY + timedelta(days=1)) == []


@pytest.mark.django_db
def test_sql_cannot_write_a_letter_twice(coordinator):
    now = timezone.now()
    row = {"user": coordinator, "rhythm": "daily", "slot": now, "since": now - timedelta(days=1), "until": now}
    NewsLetter.objects.create(**row)
    for wrong in (
        {},
        {"rhythm": "never", "slot": now - timedelta(days=1)},
        {"slot": now + timedelta(days=1), "since": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            NewsLetter.objects.create(**row | wrong)


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_and_send_one_letter(committed_reference, organism, network, director, coordinator, pivot):
    now = timezone.make_aware(datetime(2026, 9, 15, 7, 20))
    with at(MONDAY, 8):
        choose_mail(rhythms={"answers": "daily"}, by=coordinator)
    with at(MONDAY, 9):
        report = make_filed(organism, network, director)
        return_report(report=report, comments=[("v4-05", "Est-ce bien 7 ?")], by=pivot, key=uuid4())
    gate = Barrier(2)

    def twice(act):
        def run(_):
            gate.wait(timeout=30)
            try:
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(run, range(2)))

    assert sorted(twice(lambda: write_digests(now))) == [0, 1]
    letter = NewsLetter.objects.get()
    mail.outbox.clear()
    twice(lambda: send_digest(letter.pk))
    assert [sent.to for sent in mail.outbox] == [[coordinator.email]]
