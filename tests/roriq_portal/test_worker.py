"""A worker that is killed leaves nothing undone, nothing done twice; pauses; what a job defers."""

import asyncio
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import Letter
from reporting.models import Document, Version
from reporting.papers.making.documents import PAPERS
from roriq_portal.jobs import PAUSES, GrowingPauses, defer, pause_after
from roriq_portal.serving.worker import MOST_ATTEMPTS, Running, take_again
from tests.reporting.builders.reports import make_issued
from tests.workers import is_done, kill_in_the_middle, posted, wait_until, worker


def has_registered() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return cursor.fetchone()[0] > 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_papers_of_a_killed_worker_are_made_once(committed_reference, agreement, director, funder_agent):
    report = make_issued(agreement, director)
    version = Version.objects.get(report=report)
    kill_in_the_middle("portal:make_papers", "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [PAPERS, version.pk])
    assert not Document.objects.exists()

    with worker():
        wait_until(lambda: is_done("portal:make_papers"), "papers not made again")

    assert sorted(Document.objects.filter(version=version).values_list("format", flat=True)) == ["pdf", "xlsx"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_letter_of_a_killed_worker_leaves_once(committed_reference, settings):
    settings.EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
    EmailMessage("Une invitation", "Bonjour", to=["personne@example.org"]).send()
    letter = Letter.objects.get()
    kill_in_the_middle("portal:send-letter", "SELECT 1 FROM organisms_letter WHERE id = %s FOR UPDATE", [letter.pk])
    assert posted() == []

    with worker():
        wait_until(lambda: is_done("portal:send-letter"), "letter not taken again")

    letter.refresh_from_db()
    assert letter.state == "sent"
    assert len(posted()) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_asked_to_stop_ends_well(committed_reference):
    with worker() as process:
        wait_until(has_registered, "never began")
        process.terminate()
        assert process.wait(15) == 0


@pytest.mark.django_db(transaction=True)
def test_what_a_job_defers_goes_with_what_the_job_undoes(committed_reference):
    with app.replace_connector(app.connector.get_worker_connector()):
        app.open()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            defer("portal:make_papers", version_id=1)
            raise ZeroDivisionError
        app.close()
    assert not ProcrastinateJob.objects.exists()


def test_pauses_grow_and_last_more_than_a_day():
    assert list(PAUSES) == sorted(set(PAUSES))
    assert PAUSES[0] <= timedelta(minutes=1)
    assert sum(PAUSES, timedelta()) > timedelta(days=1)
    assert pause_after(len(PAUSES)) is None


@pytest.mark.django_db
def test_job_that_raised_waits_before_it_is_tried_again():
    job = app.configure_task("portal:make_papers").job
    decision = GrowingPauses().get_retry_decision(exception=OSError(), job=job.evolve(attempts=2))
    assert decision.retry_at - timezone.now() > PAUSES[2] - timedelta(seconds=5)
    assert GrowingPauses().get_retry_decision(exception=OSError(), job=job.evolve(attempts=len(PAUSES))) is None


def look_for_left_jobs(running: Running) -> int:
    async def look() -> int:
        async with app.open_async():
            return await take_again(app, running, seconds=30)

    with app.replace_connector(app.connector.get_worker_connector()):
        return asyncio.run(look())


def make_job_of_nobody(attempts: int, worker_id: int | None = None) -> ProcrastinateJob:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, worker_id)"
            " VALUES ('default', 'portal:make_papers', 'doing', %s, %s) RETURNING id",
            [attempts, worker_id],
        )
        return ProcrastinateJob.objects.get(pk=cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_job_that_ends_each_worker_has_failed_and_the_others_go_on(committed_reference):
    poison, other = make_job_of_nobody(MOST_ATTEMPTS), make_job_of_nobody(0)
    assert look_for_left_jobs(Running()) == 2
    states = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert states == {poison.pk: "failed", other.pk: "todo"}


@pytest.mark.django_db(transaction=True)
def test_job_whose_end_a_living_worker_could_not_write_is_taken_again(committed_reference):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (worker_id,) = cursor.fetchone()
    left, at_work = make_job_of_nobody(0, worker_id), make_job_of_nobody(0, worker_id)
    running = Running(ids={at_work.pk}, worker_id=worker_id)
    assert [look_for_left_jobs(running) for _ in range(2)] == [0, 1]
    states = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert states == {left.pk: "todo", at_work.pk: "doing"}
