"""A few kills of the web, of the worker and of a whole database: `./bin/faults` makes hundreds of them."""

import os
import shutil
import sys
from pathlib import Path

import postgres
import pytest
from django.db import connection

from bench import faults
from hosting.backups.programs import find_program, owner_variables, run, server_major
from roriq_portal.database.roles import owner_connection
from services.models import Evidence

KILLS = {"web": 2, "worker": 1, "database": 1}


@pytest.fixture
def own_cluster(committed_reference, tmp_path, settings, monkeypatch):
    """A server that may be killed, with a copy of this test's database; Django works there for the time of the test."""
    cluster = postgres.Cluster(tmp_path, "faults", postgres.find_binaries(Path(sys.prefix)))
    name, dump = connection.settings_dict["NAME"], tmp_path / "base.dump"
    words = [find_program("pg_dump", server_major()), "--format=custom", f"--file={dump}"]
    run(words, environment=owner_variables() | {"PGDATABASE": name})
    restore = find_program("pg_restore", server_major())
    connection.close()
    there = {"HOST": str(cluster.socket_dir), "PORT": "", "PASSWORD": ""}
    try:
        cluster.start()
        for address in (connection.settings_dict, settings.OWNER_DATABASE):
            for key, value in there.items():
                monkeypatch.setitem(address, key, value)
        prepare(cluster, name)
        run([restore, "--no-owner", f"--dbname={name}", str(dump)], environment=owner_variables())
        yield cluster
    finally:
        connection.close()
        cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(cluster.socket_dir, ignore_errors=True)


def prepare(cluster: postgres.Cluster, name: str) -> None:
    """Make the database and the roles that the copy speaks of."""
    owner = owner_connection()
    owner.settings_dict["USER"] = postgres.OWNER
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        for role in {connection.settings_dict["USER"]} - {postgres.OWNER}:
            cursor.execute(f'CREATE ROLE "{role}" LOGIN')


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_answered_is_lost(own_cluster):
    tally, world = faults.prove(own_cluster, **KILLS, seed=int(os.environ.get("KILLS_SEED", "7714")))
    assert tally.is_clean, list(tally.lines())
    assert sum(tally.killed.values()) == sum(KILLS.values())
    assert all(writer.done for writer in world.writers)

    # What would be lost is seen
    world.writers[0].done[10**6] = world.writers[0].done[1]
    Path(Evidence.objects.first().file.path).write_bytes(b"%PDF")
    faults.judge(world, tally)
    assert any("fiche perdu(e) : fiche 1000000" in words for words in tally.lost)
    assert any("pièce" in words for words in tally.half_written)
