"""Statements that the database refuses to everybody: to the application for want of a right, to the owner too."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import ClientCursor


def as_owner(statement: str, *values) -> None:
    """Run a statement with the rights of the owner, within the transaction of the test."""
    with transaction.atomic(), connection.cursor() as cursor:
        text = ClientCursor(connection.connection).mogrify(statement, values)
        cursor.execute("SELECT tests.as_owner(%s)", [text])


def refused_to_both(statement: str, *values, words: str = "append-only") -> None:
    """Assert that the application may not, and that a trigger refuses the owner in these words."""
    refused = pytest.raises(DatabaseError, match=f"permission denied|{words}")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    with pytest.raises(IntegrityError, match=words):
        as_owner(statement, *values)


def refused_in_the_end(statement: str, *values) -> None:
    """Assert that neither the application nor the owner may, at once or when the transaction ends."""
    for run, fault in ((_as_application, DatabaseError), (as_owner, IntegrityError)):
        with pytest.raises(fault), transaction.atomic():
            run(statement, *values)
            _as_application("SET CONSTRAINTS ALL IMMEDIATE")


def _as_application(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
