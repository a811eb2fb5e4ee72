"""Many rows written at once by COPY: constraints and triggers judge them as they judge an INSERT."""

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault


def reserve_ids(model: type[Model], number: int) -> list[int]:
    """Return that many ids that no row of the table has or will be given. One query."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, number]
        )
        return [key for (key,) in cursor.fetchall()]


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows given in the order of these columns; the database fills in the others. Nothing is sent for no rows.

    IntegrityError as an INSERT would raise it. COPY passes by Django's wrappers of queries: who acts is not sent to the
    journal, so this is for tables whose insertions it leaves out.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in chain([first], waiting):
            copy.write_row(row)


def copy_new(made: Sequence[Model]) -> None:
    """Write new rows of one model, values unchanged, and give each its id.

    A column left to the database must be left so in all.
    """
    if not made:
        return
    model = type(made[0])
    for row, key in zip(made, reserve_ids(model, len(made)), strict=True):
        row.pk = key
    columns = {f.attname: f.column for f in model._meta.concrete_fields if f.column}
    given = [name for name in columns if not isinstance(getattr(made[0], name), DatabaseDefault)]
    copy_rows(model, [columns[name] for name in given], map(attrgetter(*given), made))
    for row in made:
        row._state.adding, row._state.db = False, connection.alias
