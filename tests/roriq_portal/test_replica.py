"""Exports and results read from a copy that is up to date; all else, and what follows a writing, in the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, InternalError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hosting.doctor.checks import places
from hosting.doctor.findings import Asked
from organisms.models import Organism
from roriq_portal.database import replica
from roriq_portal.database.roles import owner_connection
from roriq_portal.settings.places import replica_database
from services.models import Activity
from tests import factories

READER = "roriq_reader"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(committed_reference) -> Iterator[str]:
    """A role that only reads, on the database of this test."""
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {READER}")
        cursor.execute(f"CREATE ROLE {READER} LOGIN")
        cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}")
        try:
            yield READER
        finally:
            cursor.execute(f"DROP OWNED BY {READER}")
            cursor.execute(f"DROP ROLE {READER}")
            owner.close()


@pytest.fixture
def copied(reader, settings, monkeypatch) -> Iterator[None]:
    """The portal with a replica: the same server, by that role."""
    given = connection.settings_dict | {"USER": reader, "PASSWORD": ""}
    monkeypatch.setitem(settings.DATABASES, "replica", replica_database(given, is_pooled=False))
    settings.DATABASE_ROUTERS = ["roriq_portal.database.replica.ReplicaRouter"]
    monkeypatch.setattr(replica, "_rests_until", 0.0)
    # pytest knows no other database than the first
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect_once)
    yield
    connections["replica"].close()
    del connections["replica"]


def connect_once(self) -> None:
    if self.connection is None:
        with self.wrap_database_errors:
            self.connect()


@contextmanager
def asked_of(alias: str, found: list[str]) -> Iterator[None]:
    with CaptureQueriesContext(connections[alias]) as queries:
        yield
    found += [one["sql"] for one in queries.captured_queries if "services_activity" in one["sql"]]


def read(client, url: str) -> tuple[str, list[str], list[str]]:
    """Return a page or a file, and what was asked about activities of the database and of its copy."""
    here: list[str] = []
    there: list[str] = []
    with asked_of("default", here), asked_of("replica", there):
        answer = client.get(url)
        words = answer.getvalue().decode() if answer.streaming else answer.text
        answer.close()
    assert answer.status_code == 200
    return words, here, there


def test_files_and_results_are_read_in_the_copy_and_pages_are_not(copied, organism, staff, network, client_for):
    factories.make_activity(organism, by=staff, note="Une fiche")
    client = client_for(staff)
    export = reverse("services:activity-export", args=[organism.pk, "csv"])
    listing = reverse("services:activity-list", args=[organism.pk])
    for url in (export, f"{listing}?fichier=csv"):
        words, here, there = read(client, url)
        assert (len(words.strip().splitlines()), here, bool(there)) == (2, [], True), url
    assert not replica.is_read()
    words, here, there = read(client, listing)
    assert (bool(here), there) == (True, [])
    _, here, there = read(client_for(network), reverse("services:network-results"))
    assert here == []


def test_the_doctor_says_a_copy_that_can_be_written_in(copied, settings, monkeypatch):
    assert "en lecture" in places.replica_follows(Asked(timezone.now())).observed
    with monkeypatch.context() as patch:
        patch.setattr(places, "STATE", "SELECT true, true, NULL::int, true")  # a copy that has replayed nothing yet
        assert places.replica_follows(Asked(timezone.now())).observed == "Elle ne reçoit rien."
    connections["replica"].close()
    settings.DATABASES["replica"]["USER"] = connection.settings_dict["USER"]
    assert "peut y écrire" in places.replica_follows(Asked(timezone.now())).observed


def test_what_was_written_a_moment_ago_is_in_the_file(copied, organism, staff, client_for):
    client, url = client_for(staff), reverse("services:activity-export", args=[organism.pk, "csv"])
    for number in range(5):
        factories.make_activity(organism, by=staff, note=f"Fiche numéro {number}")
        assert f"Fiche numéro {number}" in read(client, url)[0]


def test_a_seat_that_ended_reads_no_file(copied, organism, staff, client_for):
    client, url = client_for(staff), reverse("services:activity-export", args=[organism.pk, "csv"])
    staff.memberships.all().update(during=("2020-01-01", "2020-02-01"))
    assert client.get(url).status_code == 404


def test_nothing_is_read_in_the_copy_after_a_writing_and_nothing_is_written_there(copied, organism):
    replica._is_read.set(True)
    try:
        assert Activity.objects.all().db == "replica"
        assert Organism.objects.all().db == "replica"
        Organism.objects.filter(pk=organism.pk).update(region=organism.region)
        assert Activity.objects.all().db == "default"
        assert not replica.is_read()
        from_copy = Organism.objects.using("replica").get(pk=organism.pk)
        from_copy.save()
        with pytest.raises((InternalError, DatabaseError)), connections["replica"].cursor() as cursor:
            cursor.execute("UPDATE organisms_organism SET region_id = region_id")
        with pytest.raises((InternalError, DatabaseError)), connections["replica"].cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off; DELETE FROM organisms_organism")
    finally:
        replica._is_read.set(False)


@pytest.mark.parametrize("trouble", ["away", "late"])
def test_a_copy_that_is_away_or_late_is_left_alone(copied, organism, staff, client_for, settings, monkeypatch, trouble):
    factories.make_activity(organism, by=staff, note="Une fiche")
    client, url = client_for(staff), reverse("services:activity-export", args=[organism.pk, "csv"])
    if trouble == "away":
        settings.DATABASES["replica"] |= {"HOST": "127.0.0.1", "PORT": "1"}
    else:
        monkeypatch.setattr(replica, "PATIENCE", 0.05)
        monkeypatch.setattr(replica, "HOLDS", "SELECT %s::pg_lsn IS NULL")
    here: list[str] = []
    with asked_of("default", here):
        assert "Une fiche" in client.get(url).getvalue().decode()
    assert here
    monkeypatch.setattr(replica, "_is_up_to_date", lambda: pytest.fail("it was to rest"))
    assert "Une fiche" in client.get(url).getvalue().decode()


def test_a_copy_that_goes_in_the_middle_of_a_file_stops_nobody_else(copied, organism, staff, client_for, monkeypatch):
    client, url = client_for(staff), reverse("services:activity-export", args=[organism.pk, "xlsx"])
    client.raise_request_exception = False

    def gone(*given, **named):
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as patch:
        patch.setattr("services.imports.views.export.activity_table", gone)
        assert client.get(url).status_code == 503
    assert client.get("/").status_code == 200
    assert client.get(url).status_code == 200
