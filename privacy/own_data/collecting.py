"""All that the portal holds of one person, made from the register so that no table is forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import DateTimeField, Field, Model, Q
from django.utils import timezone

from organisms.models import User
from privacy.register.lines import Line, register, rules

FORMAT = "roriq-renseignements/1"


@dataclass(frozen=True)
class OwnRows:
    """The rows of a table that are about the person, whole but for what opens something."""

    line: Line
    fields: tuple[Field, ...]
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Written:
    """How many rows of a table name the person as who wrote or signed them, the first moment and the last."""

    line: Line
    column: str
    count: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class PersonData:
    """`own`: what is about the person; `written`: the rows of the work that only say who did it."""

    person: User
    at: datetime
    own: list[OwnRows]
    written: list[Written]


def collect(person: User) -> PersonData:
    """Return what the portal holds of a person. A query for each table of theirs, and one for all that they wrote."""
    own = [_own_rows(line, model, person) for line, model in _tables() if _own_filter(line.table, person)]
    return PersonData(person, timezone.now(), own, list(_written(person)))


def covered_tables() -> set[str]:
    """Return every table that the data of a person is read from."""
    tables = {line.table for line, _ in _tables() if line.table in {*rules()["subjects"], *rules()["addresses"]}}
    return tables | {line.table for line, _, _ in _authored()}


def as_json(data: PersonData) -> dict[str, Any]:
    """Return the data as a machine reads it: the table's own names, moments in ISO 8601."""
    who = {"id": data.person.pk, "name": data.person.name, "email": data.person.email}
    own = [{**_described(part.line), "rows": [_plain_row(row) for row in part.rows]} for part in data.own]
    written = [
        {**_described(part.line), "column": part.column, "count": part.count}
        | {"first": _plain(part.first), "last": _plain(part.last)}
        for part in data.written
    ]
    return {"format": FORMAT, "made_at": data.at.isoformat(), "person": who, "own": own, "written": written}


def _described(line: Line) -> dict[str, str]:
    return {"table": line.table, "holds": line.holds, "purpose": line.family.purpose, "kept": line.family.keep}


def _plain_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, DateRange):
        return {"from": _plain(value.lower), "before": _plain(value.upper)}
    if isinstance(value, bool | int | float | str | list | dict) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _tables() -> list[tuple[Line, type[Model]]]:
    """Return each table of the register once, with its model; those without a model name nobody."""
    models: dict[str, type[Model]] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            models.setdefault(model._meta.db_table, model)
    lines = {line.table: line for line in reversed(register()) if line.table in models}
    return [(line, models[table]) for table, line in reversed(lines.items())]


def _own_filter(table: str, person: User) -> Q | None:
    column, address = rules()["subjects"].get(table), rules()["addresses"].get(table)
    if address:
        return Q(**{f"{address}__iexact": person.email})
    return Q(**{column: person.pk}) if column else None


def _own_rows(line: Line, model: type[Model], person: User) -> OwnRows:
    secrets = set(rules()["given"]["secrets"])
    fields = tuple(field for field in model._meta.concrete_fields if field.name not in secrets)
    rows = model._default_manager.filter(_own_filter(line.table, person)).order_by("pk")
    return OwnRows(line, fields, list(rows.values(*(field.attname for field in fields))))


def _authored() -> Iterator[tuple[Line, Any, Any]]:
    """Yield each column that names a user in a table about something else, with the first moment of that table."""
    for line, model in _tables():
        subject = rules()["subjects"].get(line.table)
        fields = model._meta.concrete_fields
        moment = next((field for field in fields if isinstance(field, DateTimeField)), None)
        for field in fields:
            if field.related_model is User and field.column != subject:
                yield line, field, moment


def _written(person: User) -> Iterator[Written]:
    places, quote = list(_authored()), connection.ops.quote_name
    parts = []
    for rank, (line, field, moment) in enumerate(places):
        at = quote(moment.column) if moment else "NULL"
        counted = f"SELECT {rank}, count(*), min({at})::timestamptz, max({at})::timestamptz"
        parts.append(f"{counted} FROM {quote(line.table)} WHERE {quote(field.column)} = %s")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [person.pk] * len(parts))
        rows = cursor.fetchall()
    for rank, count, first, last in sorted(rows, key=lambda row: row[0]):
        if count:
            line, field, _ = places[rank]
            yield Written(line, field.column, count, first, last)
