"""Paging of lists: by key where they may be long (decision 5), else by number; counts are bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.typed import read_digits

PAGE, LONG_PAGE = 25, 50
MOST_COUNTED = 10_000
LARGEST_KEY = 2**63
LAST_PAGE = 100_000


@dataclass(frozen=True)
class PageRows:
    """The rows of one page, and whether there are others before or after them."""

    rows: list[Any]
    has_before: bool
    has_more: bool

    def next_key(self, *values: date | int) -> str:
        """Return the key of the page after a row: its values in the order of the list; empty on the last page."""
        return ".".join(str(value) for value in values) if self.has_more else ""


def rows_after(rows: QuerySet, order: Sequence[str], key: str, size: int = PAGE) -> PageRows:
    """Return the rows of a list past a key, in this order. The cost does not grow with how far one has read. One query.

    `order` names days, then `pk`; the key is what `next_key` wrote. One that does not read starts over.
    """
    values = _read_key(key, order)
    read = list(rows.filter(_past(order, values)).order_by(*order)[: size + 1])
    return PageRows(read[:size], bool(values), len(read) > size)


def bounded_count(rows: QuerySet) -> int:
    """Return how many rows there are, counted no further than one past MOST_COUNTED."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def format_bounded(number: int, singular: str, plural: str) -> str:
    """Return « 1 fiche », « 2 748 fiches », « plus de 10 000 fiches »: past that nobody needs it exactly."""
    if number > MOST_COUNTED:
        return f"plus de {format_number(MOST_COUNTED)}\u00a0{plural}"
    return f"{format_number(number)}\u00a0{plural if number > 1 else singular}"


def numbered_page(rows: QuerySet | Sequence, params: Mapping[str, str], size: int = PAGE, name: str = "page") -> Page:
    """Return the page that the address asks for, the first or the last when it does not read. Two queries."""
    return Paginator(rows, size).get_page(params.get(name))


def page_number(params: Mapping[str, str]) -> int:
    """Return the number that the address asks for, 1 for anything else."""
    return min(read_digits(params.get("page"), 6) or 1, LAST_PAGE)


def rows_of_page(rows: QuerySet, number: int, size: int = LONG_PAGE) -> PageRows:
    """Return the rows of a page by its number, without counting them all. One query."""
    read = list(rows[(number - 1) * size : number * size + 1])
    return PageRows(read[:size], number > 1, len(read) > size)


def page_urls(page: int, has_more: bool, choices: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the addresses of the pages before and after, with the same `choices`."""
    return {
        "previous_url": f"?{urlencode([*choices, ('page', page - 1)])}" if page > 1 else "",
        "next_url": f"?{urlencode([*choices, ('page', page + 1)])}" if has_more else "",
    }


def _read_key(key: str, order: Sequence[str]) -> list[date | int]:
    readers = [_number if name.lstrip("-") == "pk" else date.fromisoformat for name in order]
    try:
        return [read(text) for read, text in zip(readers, key.split("."), strict=True)]
    except ValueError:
        return []


def _number(text: str) -> int:
    number = read_digits(text, 19)
    if not number or number >= LARGEST_KEY:
        raise ValueError(text)
    return number


def _past(order: Sequence[str], values: Sequence[date | int]) -> Q:
    """Past the first value; or as far as it, and past the others."""
    if not values:
        return Q()
    (name, *names), (value, *others) = order, values
    field, side = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
    beyond = Q(**{f"{field}__{side}": value})
    return beyond | Q(**{field: value}) & _past(names, others) if others else beyond
