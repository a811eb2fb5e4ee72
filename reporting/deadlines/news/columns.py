"""The columns that every source of news gives, so that one statement reads all of them in the order of time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.fields import DateRangeField
from django.db.models import BigIntegerField, DateField, F, Func, QuerySet, Value

from organisms.models import NewsKind

Fields = dict[str, Any]


@dataclass(frozen=True)
class News:
    """One thing that changed. `source` and `row` name what recorded it; `act`: what was done there.

    `actor`: who did it, empty when the portal did; `organism`, `funder`: whose; `title`, `days`, `number`, `day`: of
    what; `place`, `inner`: the numbers that its address needs.
    """

    source: str
    row: int
    at: datetime
    act: str
    kind: str
    actor: str
    organism: str
    funder: str
    title: str
    reference: str
    days: Any
    number: int | None
    day: date | None
    place: int | None
    inner: int | None

    @property
    def key(self) -> str:
        return f"{self.source}-{self.row}"


class Wanted(NamedTuple):
    """Which news are read: after `since`, until `until`, of these kinds, without those marked one by one."""

    since: datetime
    until: datetime
    kinds: Collection[str]
    marked: Collection[tuple[str, int]] = ()


NAMES = [field.name for field in fields(News)]
TYPES = {
    "days": ("daterange", DateRangeField),
    "day": ("date", DateField),
    **dict.fromkeys(("number", "place", "inner"), ("bigint", BigIntegerField)),
}
TEXTS = {"actor", "organism", "funder", "title", "reference"}
# The `inner` of a receipt that no account wrote
BY_LINK, BY_LETTER = 1, 2


def read_source(source: str, rows: QuerySet, wanted: Wanted, *, at: Any, kind: Any, act: Any, **given: Any) -> QuerySet:
    """Return the columns of a source, in the order of `News`, of its rows of the wanted moments and kinds.

    A text stands for itself: `act="moved"`.
    """
    marked = [row for of, row in wanted.marked if of == source]
    values: Fields = {"source": source, "row": F("pk"), "at": at, "kind": kind, "act": act, **given}
    rows = rows.order_by().annotate(**{f"news_{name}": _column(name, values.get(name)) for name in NAMES})
    rows = rows.filter(news_at__gt=wanted.since, news_at__lte=wanted.until)
    if not set(NewsKind.values) <= set(wanted.kinds):
        rows = rows.filter(news_kind__in=list(wanted.kinds))
    if marked:
        rows = rows.exclude(news_row__in=marked)
    return rows.values_list(*(f"news_{name}" for name in NAMES))


def news_of(row: Sequence[Any]) -> News:
    """Return a row of the sources; a text that its table leaves empty is no words."""
    values: Fields = dict(zip(NAMES, row, strict=True))
    return News(**values | {name: values[name] or "" for name in TEXTS})


def _column(name: str, value: Any) -> Any:
    """Return what the column holds in this source; where it holds nothing, a null of the type that the others give."""
    if isinstance(value, str):
        return Value(str(value))
    if value is not None:
        return value
    return Value("") if name in TEXTS else Func(template=f"NULL::{TYPES[name][0]}", output_field=TYPES[name][1]())
