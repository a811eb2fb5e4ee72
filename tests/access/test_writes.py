"""What `seen_writes` sees: every way of writing in our tables, and nothing that only reads or locks."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from organisms.models import Organism, Region
from roriq_portal.database.copying import copy_rows
from services.models import Activity
from tests import factories
from tests.access.writes import seen_writes
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.django_db
COLUMNS = ("code", "name", "sort_name", "population")


def undone(organism):
    with transaction.atomic():
        organism.save()
        transaction.set_rollback(True)


def raw(statement):
    def send(organism):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return send


WRITES = {
    "insert": (lambda organism: factories.make_organism("Le Relais"), "organisms_organism"),
    "update": (lambda organism: organism.save(), "organisms_organism"),
    "update of many": (lambda organism: Organism.objects.update(sort_name="x"), "organisms_organism"),
    "delete": (lambda organism: Activity.objects.all()._raw_delete("default"), "services_activity"),
    "update undone": (undone, "organisms_organism"),
    "copy": (lambda organism: copy_rows(Region, COLUMNS, [["99", "Ailleurs", "ailleurs", 0]]), "organisms_region"),
    "insert or update": (
        raw(
            "INSERT INTO organisms_region (code, name, sort_name, population) VALUES ('08', '', '', 0)"
            " ON CONFLICT (code) DO UPDATE SET name = 'A'"
        ),
        "organisms_region",
    ),
    "delete inside a query": (
        raw("WITH gone AS (DELETE FROM public.services_activity RETURNING id) SELECT count(*) FROM gone"),
        "services_activity",
    ),
    "after a query": (
        raw("SELECT 1; update only organisms_region SET name = 'A' WHERE code = '08'"),
        "organisms_region",
    ),
}


@pytest.mark.parametrize("way", WRITES)
def test_each_way_of_writing_is_seen(organism, way):
    write, table = WRITES[way]
    with seen_writes() as writes:
        write(organism)
    assert table in writes


def test_a_deferred_job_is_seen(agreement, director, django_capture_on_commit_callbacks):
    with seen_writes() as writes:
        make_issued(agreement, director)
    assert "procrastinate_defer_jobs_v1" in writes


READS = {
    "query": lambda organism: list(Organism.objects.filter(name__contains="UPDATE organisms_organism")),
    "lock": lambda organism: list(Organism.objects.select_for_update(no_key=True, of=("self",))),
    "full lock": lambda organism: list(Organism.objects.select_for_update()),
    "savepoint": lambda organism: transaction.savepoint_commit(transaction.savepoint()),
    "session": lambda organism: SessionStore().create(),
}


@pytest.mark.parametrize("way", READS)
def test_what_only_reads_or_locks_is_not_seen(organism, way):
    with seen_writes() as writes:
        READS[way](organism)
    assert writes == []
