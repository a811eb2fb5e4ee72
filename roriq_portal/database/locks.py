"""Locks that have a name and no row: held until the transaction ends, by one at a time."""

from django.db import connection


def hold(name: str, number: int = 0) -> None:
    """Wait for whoever holds this name and number, then hold them until the transaction ends.

    `number`: of 32 bits, most often a year or the key of what is made once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [name, number])
