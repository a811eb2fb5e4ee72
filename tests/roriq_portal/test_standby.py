"""A real standby of PostgreSQL: read while it holds what was written before, left alone while its replay is paused."""

import shutil
from pathlib import Path
from time import monotonic

import postgres
import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from hosting.doctor.checks import places
from hosting.doctor.findings import Asked
from roriq_portal.database import replica
from roriq_portal.settings.places import replica_database
from tests.roriq_portal.test_outage import cluster
from tests.roriq_portal.test_replica import connect_once

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def start_standby(primary: postgres.Cluster, data: Path, sockets: Path) -> None:
    """Copy a running server, and start the copy, which follows it."""
    for folder in (sockets, data):
        postgres.make_folder(folder, 0o700, primary.account)
    made = primary._command(
        "pg_basebackup", "-h", str(primary.socket_dir), "-U", postgres.OWNER, "-D", str(data), "-R", "-c", "fast"
    )
    assert made.returncode == 0, made.stdout
    options = f"-c unix_socket_directories='{sockets}' -c listen_addresses=''"
    began = primary._command("pg_ctl", "-D", str(data), "-l", f"{data}/standby.log", "-w", "-o", options, "start")
    assert began.returncode == 0, began.stdout


@pytest.fixture
def standby(tmp_path, settings, monkeypatch):
    """Django works in a server of this test; its replica is a standby of that server."""
    with cluster(tmp_path) as primary:
        data, sockets = primary.home / "standby", Path(f"{primary.socket_dir}-s")
        connection.close()
        there = {"USER": postgres.OWNER, "PASSWORD": "", "PORT": "", "NAME": postgres.DATABASE}
        for key, value in (there | {"HOST": str(primary.socket_dir)}).items():
            monkeypatch.setitem(connection.settings_dict, key, value)
        given = connection.settings_dict | {"HOST": str(sockets)}
        monkeypatch.setitem(settings.DATABASES, "replica", replica_database(given, is_pooled=False))
        monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect_once)
        monkeypatch.setattr(replica, "_rests_until", 0.0)
        try:
            start_standby(primary, data, sockets)
            yield
        finally:
            connections["replica"].close()
            del connections["replica"]
            connection.close()
            primary._command("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
            shutil.rmtree(data, ignore_errors=True)
            shutil.rmtree(sockets, ignore_errors=True)


def say(alias: str, statement: str) -> list[tuple]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_standby_is_read_when_it_holds_what_was_written_and_only_then(standby, monkeypatch):
    say("default", "SET synchronous_commit = on")  # as a server has it, and tests do not
    say("default", "CREATE TABLE essai (n int)")
    for number in range(20):
        say("default", f"INSERT INTO essai VALUES ({number})")
        assert replica._is_up_to_date()
        assert say("replica", "SELECT max(n) FROM essai") == [(number,)]
    assert places.replica_follows(Asked(timezone.now())).observed == "Elle suit la base."

    say("replica", "SELECT pg_wal_replay_pause()")
    say("default", "INSERT INTO essai VALUES (99)")
    began = monotonic()
    assert not replica._is_up_to_date()
    assert monotonic() - began < replica.PATIENCE + 1
    assert say("replica", "SELECT max(n) FROM essai") == [(19,)]
    monkeypatch.setattr(places, "LATE_SECONDS", -1)
    assert "retarde" in places.replica_follows(Asked(timezone.now())).observed

    say("replica", "SELECT pg_wal_replay_resume()")
    assert replica._is_up_to_date()
    assert say("replica", "SELECT max(n) FROM essai") == [(99,)]
