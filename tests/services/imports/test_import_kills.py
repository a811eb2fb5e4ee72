"""An import whose worker is killed: nothing of it counts, then all of it, once."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction

from services import jobs
from services.activities.actions import record_activity
from services.activities.recording import ActivityInput
from services.imports import run
from services.imports.actions import start_import
from services.models import Activity, ActivityType, ImportBatch
from tests.services.conftest import ROWS
from tests.workers import is_done, kill_in_the_middle, locked, wait_until, worker


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_import_of_a_killed_worker_counts_nothing_then_everything_once(committed_reference, receive, staff, organism):
    batch = receive(*ROWS)
    start_import(batch=batch, by=staff)
    lock = "SELECT 1 FROM services_importbatch WHERE id = %s FOR UPDATE"
    kill_in_the_middle("portal:import-register", lock, [batch.pk])
    assert Activity.objects.live().filter(organism=organism).count() == 0

    with worker():
        wait_until(lambda: is_done("portal:import-register"), "import not taken again")

    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("done", 4)
    assert Activity.objects.filter(organism=organism).count() == 4


@pytest.mark.django_db(transaction=True)
def test_people_record_while_an_import_of_their_organism_writes(committed_reference, staff, organism):
    """The rows of an import hold the key of their organism until its end, and nothing more of it."""
    kind = ActivityType.objects.get(name="Premier accueil")
    fact = ActivityInput(activity_type_id=kind.pk, day=date(2025, 4, 2))
    lock = "SELECT 1 FROM organisms_organism WHERE id = %s FOR KEY SHARE"
    with locked(lock, [organism.pk]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        record_activity(organism=organism, fact=fact, submit_key=uuid4(), by=staff)
    assert Activity.objects.filter(organism=organism).count() == 1


@pytest.mark.django_db(transaction=True)
def test_how_far_an_import_is_shows_before_any_of_its_rows_counts(
    committed_reference, receive, staff, organism, monkeypatch
):
    monkeypatch.setattr(run, "CHUNK", 2)
    batch, real, seen = receive(*ROWS), run._import_chunk, []
    start_import(batch=batch, by=staff)

    def look():
        seen.append((ImportBatch.objects.get(pk=batch.pk).rows_done, Activity.objects.count()))
        connection.close()

    def looked_at(*given):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(10)
        real(*given)

    monkeypatch.setattr(run, "_import_chunk", looked_at)
    jobs.import_register(batch_id=batch.pk, user_id=staff.pk)
    assert seen == [(0, 0), (2, 0)]
    assert Activity.objects.live().filter(organism=organism).count() == 4
