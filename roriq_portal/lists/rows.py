"""The rows of a list: sorted, one page of them or all, whether a queryset reads them or they stand in memory."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from roriq_portal.lists.address import AFTER, BEFORE, NUMBER, Asked
from roriq_portal.lists.columns import Column
from roriq_portal.lists.declared import Listing
from roriq_portal.lists.keys import in_order, page_by_key
from roriq_portal.lists.paging import bounded_count

CHUNK = 500
Prepare = Callable[[list[Any]], Sequence[Any]]


@dataclass(frozen=True)
class PageOfRows:
    """`before`, `after`: what the addresses of the pages beside this one ask, empty where there is none."""

    rows: Sequence[Any]
    total: int
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None


def read_page(listing: Listing, asked: Asked, rows: QuerySet | Sequence[Any], prepare: Prepare) -> PageOfRows:
    """Return one page of the list. `prepare` makes of rows read together what the columns read. Two queries at most."""
    if isinstance(rows, QuerySet):
        order = order_of(listing, asked.order)
        page = page_by_key(_with_needs(rows, asked), order, after=asked.after, before=asked.before, size=asked.size)
        before = (BEFORE, page.before) if page.before else None
        after = (AFTER, page.after) if page.after else None
        return PageOfRows(prepare(page.rows), bounded_count(rows), before, after)
    ordered = _sorted(listing, asked.order, list(rows))
    number = min(asked.number, max(-(-len(ordered) // asked.size), 1))
    shown = ordered[(number - 1) * asked.size : number * asked.size]
    has_more = len(ordered) > number * asked.size
    before = (NUMBER, str(number - 1)) if number > 1 else None
    return PageOfRows(prepare(shown), len(ordered), before, (NUMBER, str(number + 1)) if has_more else None)


def every_row(listing: Listing, asked: Asked, rows: QuerySet | Sequence[Any], prepare: Prepare) -> Iterator[Any]:
    """Yield the rows of all pages, in the order asked, read five hundred at a time."""
    if isinstance(rows, QuerySet):
        waiting = in_order(_with_needs(rows, asked), order_of(listing, asked.order)).iterator(CHUNK)
    else:
        waiting = iter(_sorted(listing, asked.order, list(rows)))
    while chunk := list(islice(waiting, CHUNK)):
        yield from prepare(chunk)


def order_of(listing: Listing, order: str) -> tuple[str, ...]:
    """Return the names that sort a queryset in this order, the last one unlike in any two rows."""
    side = "-" if order.startswith("-") else ""
    names = tuple(f"{side}{name}" for name in listing.column(order.removeprefix("-")).order)
    return names if names[-1] == f"{side}pk" else (*names, f"{side}pk")


def _with_needs(rows: QuerySet, asked: Asked) -> QuerySet:
    needs = [name for column in asked.columns for name in column.needs]
    return rows.prefetch_related(*needs) if needs else rows


def _sorted(listing: Listing, order: str, rows: list[Any]) -> list[Any]:
    """Sort rows in memory by what a column writes; those that it says nothing of stand last either way."""
    if not order:
        return rows
    column = listing.column(order.removeprefix("-"))
    said = [row for row in rows if not _is_blank(column, row)]
    said.sort(key=lambda row: _place(column.value(row)), reverse=order.startswith("-"))
    return said + [row for row in rows if _is_blank(column, row)]


def _is_blank(column: Column, row: Any) -> bool:
    return column.value(row) in (None, "")


def _place(value: Any) -> Any:
    """Words stand as people look for them: without accents nor case."""
    if not isinstance(value, str):
        return value
    folded = unicodedata.normalize("NFKD", value).casefold()
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
