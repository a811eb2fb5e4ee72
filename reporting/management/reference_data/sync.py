"""Sync: rows wanted against rows found, by their key; only differences are written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet

Row = Mapping[str, object]
Key = tuple[Any, ...]  # columns of any kind
SyncedRow = TypeVar("SyncedRow", bound=Model)


def sync_rows(
    rows: QuerySet[SyncedRow] | Manager[SyncedRow], key: Sequence[str], wanted: Iterable[Row]
) -> dict[Key, SyncedRow]:
    """Create the rows that miss, correct those that differ, and return all by key; never deletes.

    `key` names the fields that identify a row; each wanted row holds them and the fields it decides.
    """
    wanted = list(wanted)
    by_key = {_key_of(row, key): row for row in rows.all()}
    missing = [rows.model(**row) for row in wanted if _key_in(row, key) not in by_key]
    changed, fields = _apply(by_key, key, wanted)
    if changed:
        rows.model._default_manager.bulk_update(changed, sorted(fields))
    for row in rows.model._default_manager.bulk_create(missing):
        by_key[_key_of(row, key)] = row
    return by_key


def _apply(by_key: dict[Key, SyncedRow], key: Sequence[str], wanted: Iterable[Row]) -> tuple[list[SyncedRow], set[str]]:
    changed: list[SyncedRow] = []
    fields: set[str] = set()
    for values in wanted:
        row = by_key.get(_key_in(values, key))
        if row is None:
            continue
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if differing:
            for name in differing:
                setattr(row, name, values[name])
            changed.append(row)
            fields.update(differing)
    return changed, fields


def _key_of(row: Model, key: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in key)


def _key_in(values: Row, key: Sequence[str]) -> Key:
    return tuple(values[name] for name in key)
