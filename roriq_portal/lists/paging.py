"""Paging by number, for what is cut from one answer, and counts that are bounded; pages by key: `keys.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.typed import read_digits

PAGE, LONG_PAGE = 25, 50
MOST_COUNTED = 10_000
LAST_PAGE = 100_000


@dataclass(frozen=True)
class PageRows:
    """The rows of one page, and whether there are others before or after them."""

    rows: list[Any]
    has_before: bool
    has_more: bool


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


@dataclass(frozen=True)
class Pager:
    """What leads to the pages beside one, drawn alike everywhere by `components/lists/pages.html`.

    `where`: which page it is, in words. `start_url`: the first page, of a list that is read on and not back. `label`:
    of which list, on a page that has several.
    """

    previous_url: str = ""
    next_url: str = ""
    where: str = ""
    start_url: str = ""
    label: str = "Pages"

    @property
    def is_needed(self) -> bool:
        return bool(self.previous_url or self.next_url or self.start_url)


def pager(
    number: int,
    has_more: bool,
    choices: Sequence[tuple[str, str]] = (),
    *,
    name: str = "page",
    anchor: str = "",
    where: str = "",
) -> Pager:
    """Return what leads from a page of this number to those beside it, with the same `choices`."""

    def url(beside: int) -> str:
        return f"?{urlencode([*choices, (name, beside)])}{anchor}"

    return Pager(url(number - 1) if number > 1 else "", url(number + 1) if has_more else "", where)


def pager_of(page: Page, choices: Sequence[tuple[str, str]] = (), *, name: str = "page", where: str = "") -> Pager:
    """Return the pager of a `numbered_page`: « Page 2 sur 5 », or other words that say where it is."""
    said = where or f"Page\u00a0{page.number} sur {page.paginator.num_pages}"
    return pager(page.number, page.has_next(), choices, name=name, where=said)
