"""Sync: rows wanted against rows found, by their key; only differences are written."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Manager, Model, QuerySet

Row = Mapping[str, object]
Key = tuple[object, ...]


def sync_rows(rows: QuerySet | Manager, key: Sequence[str], wanted: Iterable[Row]) -> dict[Key, Model]:
    """Create the rows that miss, correct those that differ, and return all by key; never deletes.

    `key` names the fields that identify a row; each wanted row holds them and the fields it decides.
    """
    wanted = list(wanted)
    by_key = {_key_of(row, key): row for row in rows.all()}
    missing = [rows.model(**row) for row in wanted if _key_in(row, key) not in by_key]
    changed, fields = _apply(by_key, key, wanted)
    if changed:
        rows.model.objects.bulk_update(changed, sorted(fields))
    for row in rows.model.objects.bulk_create(missing):
        by_key[_key_of(row, key)] = row
    return by_key


def _apply(by_key: dict[Key, Model], key: Sequence[str], wanted: Iterable[Row]) -> tuple[list[Model], set[str]]:
    changed, fields = [], set()
    for values in wanted:
        row = by_key.get(_key_in(values, key))
        differing = [name for name, value in values.items() if row is not None and getattr(row, name) != value]
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
