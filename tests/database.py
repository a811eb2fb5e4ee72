"""The databases of a test run: a template holds the tables and the reference data, each process works in a copy of it.

Two templates stay in the server between runs, named after a digest of what makes them: the tables alone, then the same
with the reference data. A change in the code loads the reference again; a change in a migration makes the tables again.
"""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep
from unittest import mock

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

from roriq_portal.database.roles import close_to_new_tables, has_two_roles, owner_connection

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "organisms",
    "agreements",
    "services",
    "reporting",
    "network",
    "privacy",
    "search",
    "hosting",
    "roriq_portal",
)
READ_BY_LOADING = {".py", ".json", ".csv", ".geojson"}
# Every database that this module makes, drops or writes in has a name that begins so.
OURS = "test_"
TABLES, REFERENCE = f"{OURS}tables_", f"{OURS}reference_"
# Any number does, the same for every session of a server: one at a time makes or copies a template.
LOCK = 20260401
MUTANT = "mutant"
# Seconds that a request may take to end after its test.
PATIENCE = 2
# In tests only: what the owner could do, within the transaction of a test, which works as the application.
SCHEMA = """
    CREATE SCHEMA tests;
    CREATE FUNCTION tests.as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        AS 'BEGIN EXECUTE statement; END';
    GRANT USAGE ON SCHEMA tests TO PUBLIC;
"""


def names() -> tuple[str, str]:
    """Return the names of the two templates: each ends with a digest of all that its content comes from."""
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.suffix in READ_BY_LOADING]
    tables = [path for path in files if "migrations" in path.parts or path.is_relative_to(ROOT / "roriq_portal")]
    roles = f"{sys.version} {settings.APPLICATION_DATABASE['USER']} {settings.OWNER_DATABASE.get('USER')}"
    tables_key = _digest(roles, [*tables, *(ROOT / "requirements").glob("*.txt")])
    return TABLES + tables_key, REFERENCE + _digest(tables_key + SCHEMA, files)


def _digest(word: str, paths: Iterable[Path]) -> str:
    found = hashlib.sha256(word.encode())
    for path in sorted(paths):
        found.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def word_of_process(config) -> str:
    """Return what tells the processes of a session of pytest apart: each process of a mutant is one too."""
    if config.pluginmanager.has_plugin("tests.mutation"):
        return f"{MUTANT}{os.getpid()}"
    return str(getattr(config, "workerinput", {}).get("workerid", ""))


class TestDatabase:
    """The copy that one process works in. `worker` tells the processes of a session apart."""

    __test__ = False

    def __init__(self, worker: str) -> None:
        self.real = str(connection.settings_dict["NAME"])
        self.name = OURS + "_".join(filter(None, [self.real, worker]))

    @cached_property
    def templates(self) -> tuple[str, str]:
        return names()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Have this process work in its copy; dropped at the end. A test that commits has it restored."""
        self._make()
        try:
            self.pristine = Content()
            with mock.patch.object(TransactionTestCase, "_fixture_teardown", self.restore):
                yield
        finally:
            connection.close()
            _point_at(self.real)
            self._end()

    def _end(self) -> None:
        with _server() as cursor:
            _drop(cursor, self.name)

    def drop_copies(self) -> None:
        """Drop the copies of processes that were killed before they could: those whose word begins as this one's."""
        with _server() as cursor:
            _forget(cursor, self.name)

    def restore(self) -> None:
        """Have the copy hold again what its template holds, and nothing else; numbers of rows to come go on.

        Rows in tables that were empty go. When reference data changed too, or the account may not do that, the copy is
        made again: that is slower.
        """
        assert connection.settings_dict["NAME"] == self.name
        _wait_for_others()
        if not self.pristine.recover():
            self._make()
        cache.clear()

    def _make(self) -> None:
        connection.close()
        with _server() as cursor:
            self._prepare_templates(cursor)
            _drop(cursor, self.name)
            _copy(cursor, self.templates[1], self.name)
            if has_two_roles():
                close_to_new_tables(cursor, self.name)
            # Without statistics a small table looks large: to share one query out costs more than to answer it
            cursor.execute(f"ALTER DATABASE {_quoted(self.name)} SET max_parallel_workers_per_gather = 0")
        _point_at(self.name)

    def _prepare_templates(self, cursor: CursorWrapper) -> None:
        """Make the templates that are missing, each whole or not at all, and drop the old ones."""
        tables, reference = self.templates
        if _exists(cursor, reference):
            return
        if not _exists(cursor, tables):
            _forget(cursor, TABLES)
            with _unfinished(cursor, tables, "template0"):
                call_command("migrate", verbosity=0)
        _forget(cursor, REFERENCE)
        with _unfinished(cursor, reference, tables):
            call_command("load_reference", verbosity=0)
            with _owner() as owner:
                owner.execute(SCHEMA)


class Content:
    """What a fresh copy holds: the tables without a row, and a digest of the rows of the others."""

    def __init__(self) -> None:
        with _owner() as owner:
            owner.execute("SELECT current_setting('is_superuser')::bool")
            (self.may_delete,) = owner.fetchone()
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            filled = self._filled(cursor, tables)
            self.empty = [table for table in tables if table not in filled]
            self.digests = _each(
                filled, "(SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {table} t)"
            )
            cursor.execute(self.digests)
            self.digest = cursor.fetchall()

    def recover(self) -> bool:
        """Delete all rows of the tables that were empty, and return whether the others are as they were."""
        if not self.may_delete:
            return False
        with _owner() as cursor:
            # No trigger speaks up for a row, and no foreign key: all that points at it goes with it
            cursor.execute("BEGIN")
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in self._filled(cursor, self.empty):
                cursor.execute(f"DELETE FROM {_quoted(table)}")
            cursor.execute(self.digests)
            is_whole = cursor.fetchall() == self.digest
            cursor.execute("COMMIT")
            return is_whole

    @staticmethod
    def _filled(cursor: CursorWrapper, tables: list[str]) -> list[str]:
        cursor.execute(_each(tables, "EXISTS (SELECT 1 FROM {table})"))
        return [table for table, is_filled in cursor.fetchall() if is_filled]


@contextmanager
def _server() -> Iterator[CursorWrapper]:
    """A cursor on the server itself, outside any database of ours, one session at a time."""
    with owner_connection()._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor


@contextmanager
def _owner() -> Iterator[CursorWrapper]:
    """A cursor of the owner on the database that the tests work in, by a connection of its own."""
    owner = owner_connection()
    try:
        with owner.cursor() as cursor:
            yield cursor
    finally:
        owner.close()


@contextmanager
def _unfinished(cursor: CursorWrapper, name: str, source: str) -> Iterator[None]:
    """Work in a copy of `source`; it takes its name when the work is done, and nobody can connect to it any more."""
    unfinished = f"{name}_new"
    _drop(cursor, unfinished)
    _copy(cursor, source, unfinished)
    _point_at(unfinished)
    yield
    connection.close()
    cursor.execute(f"ALTER DATABASE {_quoted(unfinished)} WITH ALLOW_CONNECTIONS false")
    cursor.execute(f"ALTER DATABASE {_quoted(unfinished)} RENAME TO {_quoted(name)}")


def _each(tables: list[str], asked: str) -> str:
    return " UNION ALL ".join(f"SELECT '{table}', {asked.format(table=_quoted(table))}" for table in tables)


def _wait_for_others() -> None:
    """Let the requests of a browser that has left come to their end, then cut off whoever is still connected."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    limit = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while monotonic() < limit:
            cursor.execute(f"SELECT count(*) {others}")
            if cursor.fetchone() == (0,):
                return
            sleep(0.02)
        cursor.execute(f"SELECT pg_terminate_backend(pid, {PATIENCE * 1000}) {others}")


def _point_at(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _forget(cursor: CursorWrapper, prefix: str) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    for (name,) in cursor.fetchall():
        _drop(cursor, name)


def _copy(cursor: CursorWrapper, source: str, name: str) -> None:
    # Copying files is the faster way where nothing is written through to the disk
    cursor.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(source)} STRATEGY FILE_COPY")


def _drop(cursor: CursorWrapper, name: str) -> None:
    assert name.startswith(OURS), f"{name} is no database of tests"
    cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
