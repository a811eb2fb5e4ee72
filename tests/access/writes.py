"""What a block writes, seen in the statements that it sends."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from unittest import mock

import psycopg
from django.apps import apps
from django.db import connection

APPS = ("organisms", "agreements", "services", "reporting", "network", "privacy", "hosting")
# « FOR UPDATE » locks a row; « DO UPDATE » is a part of an insertion.
WRITING = re.compile(
    r"\b(?:INSERT\s+INTO|(?<!FOR )(?<!KEY )(?<!DO )UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)"
    r'\s+(?:ONLY\s+)?(?:"?public"?\.)?"?(\w+)"?',
    re.IGNORECASE,
)
# A job is deferred by a function of the database, inside a SELECT.
DEFERRING = re.compile(r"\b(procrastinate_(?:defer|cancel|retry|finish)\w*)\s*\(", re.IGNORECASE)


@cache
def our_tables() -> frozenset[str]:
    rows = (model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True))
    return frozenset(model._meta.db_table for model in rows)


@contextmanager
def seen_writes() -> Iterator[list[str]]:
    """Yield a list that receives each table of ours that a statement of the block writes in, and each deferred job.

    A write that is undone afterwards was sent all the same. Sessions and what is cached are not ours.
    """
    ours = our_tables()
    seen: list[str] = []

    def note(statement: object) -> None:
        words = statement if isinstance(statement, str) else statement.as_string(connection.connection)
        seen.extend(table for table in WRITING.findall(words) if table.lower() in ours)
        seen.extend(DEFERRING.findall(words))

    def wrapper(execute, sql, params, many, context):
        note(sql)
        return execute(sql, params, many, context)

    copy = psycopg.Cursor.copy

    def noted_copy(cursor, statement, *args, **options):
        note(statement)
        return copy(cursor, statement, *args, **options)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(wrapper))
        # COPY passes by Django's wrappers
        stack.enter_context(mock.patch.object(psycopg.Cursor, "copy", noted_copy))
        yield seen
