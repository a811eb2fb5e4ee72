"""SQL as the application's role: what it may not undo, however well it writes. Each table of the catalog is tried."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.models import Membership
from roriq_portal.database.privileges import (
    APPEND,
    CORRECT,
    OF_THE_OWNER,
    PURGE,
    READ,
    append_only_tables,
    journals,
    privileges,
)
from roriq_portal.database.roles import has_two_roles
from tests.factories import make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not has_two_roles(), reason="DATABASE_URL alone: one role does everything"),
]
NO_RIGHT = "42501"
OWNER = settings.OWNER_DATABASE.get("USER", "")
# A cache that no test uses is made by `migrate` on a server only
ON_A_SERVER = {"django_cache"}


def asked(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def tables() -> list[str]:
    found = asked("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
    return sorted(name for (name,) in found)


@contextmanager
def refused(what: str):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.sqlstate == NO_RIGHT, f"{what}: {caught.value}"


def all_refused(statements: list[str]) -> None:
    assert statements
    for statement in statements:
        with refused(statement):
            asked(statement)


def test_tests_work_as_the_application():
    assert asked("SELECT session_user, current_user") == [(settings.APPLICATION_DATABASE["USER"],) * 2]
    (rights,) = asked("SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = user")
    assert rights == (False,) * 4
    assert asked("SELECT 1 FROM pg_auth_members WHERE member = user::regrole") == []
    assert asked("SELECT 1 FROM pg_class WHERE relowner = user::regrole") == []


def test_every_table_says_what_the_application_may_do():
    assert set(tables()) | ON_A_SERVER == set(privileges()), "roriq_portal/database/privileges.py names each table"


def test_every_table_that_is_tracked_has_its_journal_closed():
    assert {"reporting_reportevent", "organisms_userevent", "organisms_organismevent"} <= journals()
    assert journals() <= append_only_tables()


def test_no_table_is_emptied_changed_or_dropped_whole():
    for table in tables():
        all_refused(
            [
                f'TRUNCATE "{table}" CASCADE',
                f'ALTER TABLE "{table}" DISABLE TRIGGER ALL',
                f'ALTER TABLE "{table}" DISABLE TRIGGER USER',
                f'ALTER TABLE "{table}" ADD COLUMN mine int',
                f'CREATE RULE mine AS ON DELETE TO "{table}" DO INSTEAD NOTHING',
                f'DROP TABLE "{table}" CASCADE',
            ]
        )


def test_no_trigger_is_dropped_or_renamed_or_added():
    triggers = asked("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    assert len(triggers) > 150
    all_refused([f'DROP TRIGGER "{name}" ON {table}' for name, table in triggers])
    all_refused([f'ALTER TRIGGER "{name}" ON {table} RENAME TO mine' for name, table in triggers])
    all_refused(
        [
            f'CREATE TRIGGER mine BEFORE INSERT ON "{table}" FOR EACH ROW'
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
            for table in tables()
        ]
    )


def test_no_function_of_a_trigger_is_replaced():
    functions = asked("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    all_refused([f"ALTER FUNCTION {name} RENAME TO mine" for (name,) in functions if "pgtrigger" in name])
    all_refused(
        [
            "CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
            "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
            " LANGUAGE sql AS 'SELECT TRUE'",
        ]
    )


def columns(table: str) -> str:
    (first,) = asked(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", table
    )[0]
    return first


@pytest.mark.parametrize(
    ("right", "statements"),
    [
        (READ, ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET {column} = {column}", "DELETE FROM {}"]),
        (APPEND, ["UPDATE {} SET {column} = {column}", "DELETE FROM {}", "SELECT 1 FROM {} FOR UPDATE"]),
        (PURGE, ["UPDATE {} SET {column} = {column}"]),
        (CORRECT, ["DELETE FROM {}"]),
    ],
)
def test_rows_that_stay_are_neither_changed_nor_deleted(right, statements):
    named = [table for table in tables() if privileges()[table] == right]
    assert named
    for table in named:
        all_refused([statement.format(f'"{table}"', column=columns(table)) for statement in statements])


def test_lines_that_say_who_are_neither_deleted_nor_moved():
    all_refused(
        [
            "DELETE FROM pghistory_context",
            "UPDATE pghistory_context SET id = gen_random_uuid()",
            "UPDATE pghistory_context SET created_at = now()",
        ]
    )


def test_lines_that_say_who_are_added_to_and_not_rewritten(coordinator, staff):
    asked(
        "INSERT INTO pghistory_context (id, created_at, updated_at, metadata) VALUES"
        " ('0191d6a4-0000-7000-8000-000000000001', now(), now(), %s::jsonb)",
        f'{{"url": "/", "user": {staff.pk}, "batch": null}}',
    )
    asked("""UPDATE pghistory_context SET metadata = metadata || '{"batch": 3}'""")
    for change in (f"metadata || '{{\"user\": {coordinator.pk}}}'", "metadata - 'user'", "'{}'"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            asked(f"UPDATE pghistory_context SET metadata = {change}")


def test_nothing_is_made_in_the_database():
    all_refused(
        [
            "CREATE TABLE mine (id int)",
            "CREATE VIEW mine AS SELECT 1",
            "CREATE SEQUENCE mine",
            "CREATE TYPE mine AS (id int)",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SCHEMA mine",
            "CREATE EXTENSION dblink",
            "CREATE ROLE mine",
            "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION pg_event_trigger_ddl_commands()",
            "SELECT setval('reporting_version_id_seq', 1)",
            "ALTER SEQUENCE reporting_version_id_seq RESTART",
        ]
    )


def test_no_temporary_table_stands_before_the_journal():
    """An unqualified name finds a temporary table first: the lines of the journal would be written there, and go."""
    all_refused(
        [
            "CREATE TEMPORARY TABLE organisms_membershipevent (LIKE organisms_membershipevent)",
            "CREATE TEMPORARY VIEW reporting_transition AS SELECT 1 AS id",
            "SELECT 1 AS id INTO TEMPORARY reporting_version",
        ]
    )


def test_the_application_becomes_nobody_else():
    all_refused(
        [
            f'SET ROLE "{OWNER}"',
            f'SET SESSION AUTHORIZATION "{OWNER}"',
            f'GRANT "{OWNER}" TO CURRENT_USER',
            "ALTER ROLE CURRENT_USER SUPERUSER",
            "SET session_replication_role = replica",
            "SET LOCAL session_replication_role = local",
            "SELECT set_config('session_replication_role', 'replica', true)",
            "COPY reporting_version TO PROGRAM 'cat'",
            "COPY reporting_version TO '/tmp/versions'",
            "SELECT pg_read_file('PG_VERSION')",
        ]
    )


def test_the_application_gives_itself_no_right():
    rights = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    before = asked(rights)
    for table in append_only_tables() & set(tables()):
        asked(f'DO $$ BEGIN GRANT ALL ON "{table}" TO PUBLIC; EXCEPTION WHEN OTHERS THEN END $$')
    assert asked(rights) == before


def test_only_named_functions_work_with_the_rights_of_the_owner():
    owners = "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    assert {name for (name,) in asked(owners)} == set(OF_THE_OWNER)


def test_no_trigger_is_asked_to_look_away(organism):
    """`pgtrigger.ignore` is a setting that any session may set."""
    during = DateRange(date(2024, 1, 1), None)
    seat = Membership.objects.create(user=make_user("Assise"), organism=organism, role="staff", during=during)
    names = [name for (name,) in asked("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%%'")]
    asked("SELECT set_config('pgtrigger.ignore', %s, true)", f"{{{','.join(names)}}}")

    asked("UPDATE organisms_membership SET role = 'director' WHERE id = %s", seat.pk)
    asked("DELETE FROM organisms_membership WHERE id = %s", seat.pk)

    lines = Membership.pgh_event_model.objects.filter(pgh_obj_id=seat.pk).order_by("pgh_id")
    assert [line.pgh_label for line in lines] == ["insert", "update", "delete"]
