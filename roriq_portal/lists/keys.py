"""Pages by key, on and back, in any order of a list: the cost does not grow with how far one has read (decision 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import OrderBy

from roriq_portal.lists.paging import PAGE

NONE = "~"
LONGEST_KEY = 600
Value = str | int | date | datetime | Decimal | bool | None


@dataclass(frozen=True)
class KeyPage:
    """The rows of one page, the key of the page before and of the one after: empty where there is none."""

    rows: list[Any]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class _Step:
    """One name of an order. `label`: where a row holds its value; a value that may be missing stands last, or first."""

    path: str
    is_down: bool
    may_be_blank: bool
    field: Field
    label: str

    def ordering(self, *, back: bool) -> OrderBy | str:
        is_down = self.is_down != back
        if not self.may_be_blank:
            return f"-{self.path}" if is_down else self.path
        ends = {"nulls_first": True} if back else {"nulls_last": True}
        return F(self.path).desc(**ends) if is_down else F(self.path).asc(**ends)

    def beyond(self, value: Value, *, back: bool) -> Q | None:
        """Return what stands past a value, None when nothing does."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if back else None
        side = "lt" if self.is_down != back else "gt"
        past = Q(**{f"{self.path}__{side}": value})
        return past | Q(**{f"{self.path}__isnull": True}) if self.may_be_blank and not back else past

    def same(self, value: Value) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


def page_by_key(
    rows: QuerySet, order: Sequence[str], *, after: str = "", before: str = "", size: int = PAGE
) -> KeyPage:
    """Return a page of rows in this order, past a key or before one; the first when a key does not read. One query.

    `order` names fields and annotations, the last one unlike in any two rows. A missing value stands last.
    Going back to the first page costs a second query: it is whole, whatever was added or removed since.
    """
    steps = [_step(rows, name, rank) for rank, name in enumerate(order)]
    more = {step.label: F(step.path) for step in steps if step.label != step.path}
    marked = rows.annotate(**more) if more else rows
    for key, back in ((before, True), (after, False)):
        values = _read(key, steps)
        past = _past(steps, values, back=back) if values else None
        if past is not None:
            page = _page(marked.filter(past), steps, size, back=back)
            if page.rows and (page.before or not back):
                return page
    return _page(marked, steps, size, back=False, is_first=True)


def _page(rows: QuerySet, steps: list[_Step], size: int, *, back: bool, is_first: bool = False) -> KeyPage:
    read = list(rows.order_by(*(step.ordering(back=back) for step in steps))[: size + 1])
    has_others, shown = len(read) > size, read[:size]
    if back:
        shown.reverse()
    if not shown:
        return KeyPage([])
    first, last = _key(shown[0], steps), _key(shown[-1], steps)
    if back:
        return KeyPage(shown, first if has_others else "", last)
    return KeyPage(shown, "" if is_first else first, last if has_others else "")


def in_order(rows: QuerySet, order: Sequence[str]) -> QuerySet:
    """Return all the rows as the pages by key have them, one after another."""
    return rows.order_by(*(_step(rows, name, rank).ordering(back=False) for rank, name in enumerate(order)))


def _step(rows: QuerySet, name: str, rank: int) -> _Step:
    path = name.removeprefix("-")
    own = None if path in rows.query.annotations else _own_field(rows, path)
    field = own or rows.query.chain().resolve_ref(path).output_field
    selected = rows.query.values_select or ("pk", *((own.attname,) if own else ()))
    is_known = path in rows.query.annotation_select or path in selected
    may_be_blank = own is None or (own.null and not own.primary_key)
    return _Step(path, name.startswith("-"), may_be_blank, field, path if is_known else f"key_{rank}")


def _own_field(rows: QuerySet, path: str) -> Field | None:
    options = rows.model._meta
    try:
        field = options.pk if path == "pk" else options.get_field(path)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) and not field.is_relation else None


def _key(row: Any, steps: list[_Step]) -> str:
    return ".".join(_text(getattr(row, step.label)) for step in steps)


def _text(value: Value) -> str:
    return NONE if value is None else quote(str(value), safe="").replace(".", "%2E").replace("~", "%7E")


def _read(key: str, steps: list[_Step]) -> list[Value]:
    """Return the values of a key, none when one of them does not read."""
    parts = key.split(".")
    if not key or len(key) > LONGEST_KEY or len(parts) != len(steps):
        return []
    try:
        return [_value(step, text) for step, text in zip(steps, parts, strict=True)]
    except (ValidationError, ValueError, OverflowError):
        return []


def _value(step: _Step, text: str) -> Value:
    if text == NONE and step.may_be_blank:
        return None
    value = step.field.to_python(unquote(text))
    if value is None or (isinstance(value, str) and "\0" in value):
        raise ValueError(text)
    if isinstance(value, datetime) and value.tzinfo is None:  # ours say their zone
        raise ValueError(text)
    step.field.run_validators(value)
    return value


def _past(steps: list[_Step], values: list[Value], *, back: bool) -> Q | None:
    """Past the first value; or as far as it, and past the others."""
    (step, *others), (value, *rest) = steps, values
    beyond = step.beyond(value, back=back)
    deeper = _past(others, rest, back=back) if others else None
    tied = None if deeper is None else step.same(value) & deeper
    if beyond is None or tied is None:
        return beyond if tied is None else tied
    return beyond | tied
