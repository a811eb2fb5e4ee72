"""Makes the two roles and the database of a new portal (decision 27), as an administrator of PostgreSQL."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_urlsafe
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
from psycopg import sql

# Debian lets its own account in by the socket, and asks nobody else for a password there
POSTGRES_ACCOUNT = "postgres"
HERE = "127.0.0.1"


class DatabaseRefused(Exception):
    """The database could not be made; the message is a sentence."""


@dataclass(frozen=True)
class Addresses:
    """Where the application finds its database, and where the owner of the tables does."""

    application: str
    owner: str


def make_database(admin_url: str, name: str) -> Addresses:
    """Make the owner, the application and the database of this name, each with a password of its own.

    Refuses (DatabaseRefused) a database or a role that is there: whatever stands in it is somebody's.
    """
    owner, application = name, f"{name}_app"
    words = {owner: token_urlsafe(30), application: token_urlsafe(30)}
    try:
        with _as_postgres(admin_url), psycopg.connect(admin_url, autocommit=True, connect_timeout=5) as server:
            _refuse_standing(server, name, [owner, application])
            _make(server, name, words)
    except psycopg.Error as failure:
        raise DatabaseRefused(f"PostgreSQL refuse\u00a0: {failure}") from failure
    place = _place(admin_url)
    addresses = [f"postgresql://{role}:{quote(words[role], safe='')}@{place}/{name}" for role in (application, owner)]
    return Addresses(*addresses)


def _refuse_standing(server: psycopg.Connection, name: str, roles: list[str]) -> None:
    for words, question, asked in (
        ("La base", "SELECT datname FROM pg_database WHERE datname = ANY(%s)", [name]),
        ("Le rôle", "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", roles),
    ):
        if row := server.execute(question, [asked]).fetchone():
            raise DatabaseRefused(f"{words} {row[0]} existe déjà\u00a0; choisissez un autre nom (--database).")


def _make(server: psycopg.Connection, name: str, passwords: dict[str, str]) -> None:
    """Undone where it cannot be ended: what stands halfway would refuse the next try."""
    owner, application = passwords
    made: list[str] = []
    try:
        for role, right in ((owner, "CREATEROLE"), (application, "")):
            words = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
            server.execute(words.format(sql.Identifier(role), sql.SQL(right), sql.Literal(passwords[role])))
            made.append(role)
        words = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        server.execute(words.format(sql.Identifier(name), sql.Identifier(owner)))
    except psycopg.Error:
        for role in made:
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
        raise


@contextmanager
def _as_postgres(admin_url: str) -> Iterator[None]:
    """Root has no role in PostgreSQL: by the socket it comes as the account that has."""
    parts = urlsplit(admin_url)
    if os.geteuid() != 0 or parts.username or parts.hostname:
        yield
        return
    try:
        account = pwd.getpwnam(POSTGRES_ACCOUNT).pw_uid
    except KeyError as absent:
        raise DatabaseRefused(
            "Aucun compte postgres ici\u00a0; donnez l’adresse de la base (--admin-database)."
        ) from absent
    os.seteuid(account)
    try:
        yield
    finally:
        os.seteuid(0)


def _place(admin_url: str) -> str:
    """Return host and port for the two roles: those of the administrator, else this machine by its network.

    Debian asks for a password there, and by the socket for the account's own name.
    """
    parts = urlsplit(admin_url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    host = parts.netloc.rpartition("@")[2] or (quote(folder, safe="") if folder else HERE)
    return host
