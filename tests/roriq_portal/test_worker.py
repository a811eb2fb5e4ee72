"""A worker that is killed leaves nothing undone, nothing done twice; pauses; what a job defers."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting.models import Document, Version
from roriq_portal.jobs import PAUSES, GrowingPauses, defer, pause_after
from tests.reporting.builders.reports import make_issued
from tests.workers import is_done, kill_in_the_middle, wait_until, worker


def has_registered() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return cursor.fetchone()[0] > 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_papers_of_a_killed_worker_are_made_once(committed_reference, agreement, director, funder_agent):
    report = make_issued(agreement, director)
    version = Version.objects.get(report=report)
    lock = f"SELECT 1 FROM {Version._meta.db_table} WHERE id = %s FOR UPDATE"
    kill_in_the_middle("portal:make_papers", lock, [version.pk])
    assert not Document.objects.exists()

    with worker():
        wait_until(lambda: is_done("portal:make_papers"), "papers not made again")

    assert sorted(Document.objects.filter(version=version).values_list("format", flat=True)) == ["pdf", "xlsx"]


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
