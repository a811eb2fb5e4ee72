"""Letters wait in the database through an absence of the post, leave once, and can be sent anew."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import Letter
from organisms.outbox import delivery
from organisms.outbox.delivery import deliver, forget_letters, resend_failed, resend_letter
from organisms.outbox.sealing import unseal
from roriq_portal import jobs
from roriq_portal.jobs import PAUSES
from tests.jobs import pending_jobs, run_pending_jobs

pytestmark = pytest.mark.django_db
POST = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
    settings.LETTER_BACKEND = POST


def write(subject="Une invitation", body="Le lien : secret-7714", to="personne@example.org") -> None:
    EmailMessage(subject, body, to=[to], reply_to=["reseau@example.org"]).send()


def refusing(monkeypatch, failure):
    def refuse(self, messages):
        raise failure

    monkeypatch.setattr(f"{POST}.send_messages", refuse)


def test_letter_is_written_down_then_leaves_once_and_is_blanked():
    write()
    letter = Letter.objects.get()
    assert (letter.state, letter.address, letter.subject) == ("waiting", "personne@example.org", "Une invitation")
    assert b"secret-7714" not in bytes(letter.sealed)
    assert mail.outbox == []
    assert run_pending_jobs() == ["portal:send-letter"]
    deliver(letter.pk)
    letter.refresh_from_db()
    [sent] = mail.outbox
    assert (sent.subject, sent.body, sent.to) == ("Une invitation", "Le lien : secret-7714", ["personne@example.org"])
    assert sent.reply_to == ["reseau@example.org"]
    assert (letter.state, bytes(letter.sealed), letter.attempts) == ("sent", b"", 1)


def test_letter_of_an_action_that_is_undone_was_never_written():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert not Letter.objects.exists()
    assert pending_jobs() == []


def test_absence_of_the_post_loses_no_letter(monkeypatch):
    for number in range(5):
        write(to=f"personne{number}@example.org")
    with monkeypatch.context() as patch:
        refusing(patch, ConnectionRefusedError("no post"))
        for letter in Letter.objects.all():
            deliver(letter.pk)
    letters = list(Letter.objects.all())
    assert {(letter.state, letter.attempts) for letter in letters} == {("waiting", 1)}
    assert all("ConnectionRefusedError" in letter.error for letter in letters)
    assert all(letter.next_at > timezone.now() for letter in letters)
    later = ProcrastinateJob.objects.filter(task_name="portal:send-letter", scheduled_at__isnull=False)
    assert later.count() == 5
    run_pending_jobs()
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"personne{number}@example.org" for number in range(5)]
    assert set(Letter.objects.values_list("state", "error")) == {("sent", "")}


def test_pauses_grow_for_a_day_then_the_letter_has_failed_and_can_be_sent_anew(monkeypatch, network):
    write()
    letter, pauses = Letter.objects.get(), []
    with monkeypatch.context() as patch:
        refusing(patch, OSError("no post"))
        while letter.state == "waiting":
            deliver(letter.pk)
            letter.refresh_from_db()
            pauses += [letter.next_at - timezone.now()] if letter.next_at else []
    assert len(pauses) == len(PAUSES)
    assert pauses == sorted(pauses)
    assert sum(pauses, timedelta()) > timedelta(days=1)
    assert (letter.state, letter.next_at) == ("failed", None)
    deliver(letter.pk)
    assert mail.outbox == []

    assert resend_failed(by=network) == 1
    run_pending_jobs()
    assert len(mail.outbox) == 1
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert resend_letter(letter=letter, by=network) is False


@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (450, "waiting")])
def test_box_that_is_not_there_is_not_asked_for_a_day(monkeypatch, code, state):
    write()
    letter = Letter.objects.get()
    refusing(monkeypatch, smtplib.SMTPRecipientsRefused({"personne@example.org": (code, b"no such box")}))
    deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.state == state
    assert "no such box" in letter.error


def test_letter_sealed_with_a_key_that_is_gone_says_so(settings):
    write()
    settings.SECRET_KEY = "another one altogether"
    letter = Letter.objects.get()
    deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, "InvalidToken" in letter.error) == ("failed", True)
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests-and-tooling"]
    assert unseal(letter.sealed).subject == "Une invitation"


def test_job_that_is_run_again_writes_its_letters_once():
    token = jobs._current.set(7)
    try:
        for _ in range(2):
            write()
            write(body="Un autre rapport")
    finally:
        jobs._current.reset(token)
    write()
    write()
    assert Letter.objects.filter(job=7).count() == 2
    assert Letter.objects.filter(job=None).count() == 2


def test_forgotten_password_asked_while_the_post_is_away_is_kept(client, coordinator, monkeypatch):
    refusing(monkeypatch, ConnectionRefusedError("no post"))
    response = client.post("/compte/password/reset/", {"email": coordinator.email})
    assert response.status_code == 302
    assert Letter.objects.get().address == coordinator.email


def test_what_left_is_forgotten_and_what_did_not_stays():
    old = timezone.now() - delivery.KEPT - timedelta(days=1)
    common = {"address": "a@example.org", "subject": "x", "digest": "0" * 64, "written_at": old}
    Letter.objects.create(**common, state="sent", sent_at=old, sealed=b"")
    left = Letter.objects.create(**common, state="failed", sealed=b"x", error="550")
    assert forget_letters() == 1
    assert Letter.objects.get() == left
