"""The two roles of the database (decision 27): the owner makes and changes tables, the application works in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from .privileges import OF_THE_OWNER, grants

ADDRESS = ("USER", "PASSWORD", "HOST", "PORT")
# Any number does: two that give rights at the same moment would refuse each other
LOCK = 20260404
# pgtrigger lets whoever sets `pgtrigger.ignore` pass by any trigger; its migrations write this function again
NEVER_IGNORED = """
    CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS 'SELECT FALSE' LANGUAGE sql IMMUTABLE
"""
OWNS = """
    SELECT EXISTS (
        SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND pg_has_role(current_user, relowner, 'MEMBER')
    )
"""


def has_two_roles() -> bool:
    owner = settings.OWNER_DATABASE.get("USER", "")
    return bool(owner) and owner != settings.APPLICATION_DATABASE["USER"]


def owner_connection() -> BaseDatabaseWrapper:
    """Return a new connection of the owner to the same database, beside that of the application.

    Where one role does everything it is that role's.
    """
    other = connection.copy()
    # Django shares a pool by the name of the connection: it would hand out the application's
    other.settings_dict["OPTIONS"] |= {"pool": False}
    if has_two_roles():
        other.settings_dict.update({key: settings.OWNER_DATABASE[key] for key in ADDRESS})
    return other


@contextmanager
def as_owner() -> Iterator[None]:
    """Have this process work as the owner, where there are two roles; the application's is made when it is missing."""
    if not has_two_roles():
        yield
        return
    before = {key: connection.settings_dict[key] for key in ADDRESS}
    _connect_as(settings.OWNER_DATABASE)
    try:
        make_application_role()
        yield
    finally:
        _connect_as(before)


def _connect_as(address: dict[str, Any]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone
    connection.settings_dict.update({key: address[key] for key in ADDRESS})


def make_application_role() -> None:
    """Make the application's role, with its password, unless it is there. As the owner, who then needs CREATEROLE."""
    name, password = settings.APPLICATION_DATABASE["USER"], settings.APPLICATION_DATABASE["PASSWORD"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            words = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
            cursor.execute(_text("CREATE ROLE {} LOGIN", name) + words.as_string(connection.connection))


def share_out() -> None:
    """Have every trigger speak, and give the application what `privileges.py` says, no more. As the owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if _existing(cursor, "public._pgtrigger_should_ignore(name)"):
            cursor.execute(NEVER_IGNORED)
        if has_two_roles():
            close_to_new_tables(cursor, str(connection.settings_dict["NAME"]))
            _give(cursor, settings.APPLICATION_DATABASE["USER"])


def close_to_new_tables(cursor: Any, database: str) -> None:
    """Let only the owner make tables in a database. A temporary one would stand before the journal's and hide it."""
    cursor.execute(_text("REVOKE CREATE, TEMPORARY ON DATABASE {} FROM PUBLIC", database))


def _give(cursor: Any, role: str) -> None:
    for kind in ("TABLES", "SEQUENCES"):
        cursor.execute(_text(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {{}}, PUBLIC", role))
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(_text("GRANT USAGE ON SCHEMA public TO {}", role))
    cursor.execute(_text("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}", role))
    for right, tables in grants(connection.introspection.table_names(cursor)):
        cursor.execute(f"GRANT {right} ON {', '.join(map(connection.ops.quote_name, tables))} TO {_text('{}', role)}")
    for function in _existing(cursor, *OF_THE_OWNER):
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(_text(f"GRANT EXECUTE ON FUNCTION {function} TO {{}}", role))


def _existing(cursor: Any, *functions: str) -> list[str]:
    cursor.execute("SELECT name FROM unnest(%s::text[]) name WHERE to_regprocedure(name) IS NOT NULL", [[*functions]])
    return [name for (name,) in cursor.fetchall()]


def _text(words: str, name: str) -> str:
    return words.format(connection.ops.quote_name(name))


def check_roles(app_configs: object, **given: object) -> list[CheckMessage]:
    """Warn where the application owns the tables that it works in; nothing is said of a database that is away."""
    if has_two_roles() or not _owns_its_tables():
        return []
    return [
        Warning(
            "Un seul rôle sert à tout dans la base de données : le portail y possède les tables où il écrit, et "
            "pourrait donc effacer ce qui doit rester.",
            hint="Donnez à OWNER_DATABASE_URL le rôle qui possède les tables, et à DATABASE_URL un autre rôle, puis "
            "passez « manage.py migrate » (docs/decisions/0027).",
            id="roriq.W001",
        )
    ]


def _owns_its_tables() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(OWNS)
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False
