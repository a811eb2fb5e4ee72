"""The data of a person as a page and a paper show them: French words, days and names in place of numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Field

from privacy.own_data.collecting import OwnRows, PersonData, Written
from privacy.register.lines import column_words
from roriq_portal.formats.days import format_day, format_period, moment
from roriq_portal.formats.phrases import counted, of_period

MOST = 60
# What a number leads to, shown by its name
NAMED = {"organism", "funder", "office", "by", "person", "created_by", "read_by", "answered_by"}


@dataclass(frozen=True)
class ShownTable:
    """One table: its heads, its rows in words; `left`: how many rows are in the file only."""

    holds: str
    family: str
    keep: str
    heads: list[str]
    rows: list[list[tuple[str, str]]]
    left: int


@dataclass(frozen=True)
class ShownData:
    """`done`: what the person did elsewhere, one sentence a table and a role."""

    person: Any
    at: datetime
    tables: list[ShownTable]
    empty: list[str]
    done: list[tuple[str, str]]


def shown(data: PersonData, *, most: int | None = MOST) -> ShownData:
    """Return the data in words, `most` rows a table. A query for each kind of row that is named."""
    done = [(part.line.holds, _done(part)) for part in data.written]
    tables = [_table(part, most) for part in data.own if part.rows]
    return ShownData(data.person, data.at, tables, [part.line.holds for part in data.own if not part.rows], done)


def _done(part: Written) -> str:
    role = column_words()["roles"][part.column]
    return f"{counted(part.count, 'ligne')}\u00a0: {role}{_between(part.first, part.last)}"


def _table(part: OwnRows, most: int | None) -> ShownTable:
    words = column_words()["columns"]
    fields = [field for field in part.fields if field.name in words]
    rows = part.rows[:most]
    names = {field.name: _names(field, rows) for field in fields if field.name in NAMED and field.is_relation}
    cells = [[(words[field.name], _cell(field, row[field.attname], names)) for field in fields] for row in rows]
    family = part.line.family
    heads = [words[field.name] for field in fields]
    return ShownTable(part.line.holds, family.words, family.keep, heads, cells, len(part.rows) - len(rows))


def _names(field: Field, rows: list[dict[str, Any]]) -> dict[Any, str]:
    keys, model = {row[field.attname] for row in rows} - {None}, field.related_model
    return {pk: str(row) for pk, row in model._default_manager.in_bulk(keys).items()} if model else {}


def _cell(field: Field, value: Any, names: dict[str, dict[Any, str]]) -> str:
    if value is None or value == "":
        return "–"
    if field.name in names:
        return names[field.name].get(value, "–")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, DateRange):
        return _days(value)
    if isinstance(value, dict):
        return ", ".join(f"{name}\u00a0: {_words(part)}" for name, part in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value)
    return str(value)


def _days(during: DateRange) -> str:
    if during.isempty or during.lower is None:
        return "–"
    since = f"depuis le {format_day(during.lower)}"
    return f"{since}, jusqu’au {format_day(during.upper)} exclu" if during.upper else since


def _between(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return ""
    if format_day(first) == format_day(last):
        return f", le {format_day(first)}"
    return f", {of_period(format_period(first, last))}"
