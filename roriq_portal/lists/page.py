"""A page of a list, all of it in words: heads that sort, rows, pages beside it, files, filters, columns to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.safestring import SafeString

from roriq_portal.files.spreadsheets import Table, csv_response, table_response
from roriq_portal.lists.address import ARRANGED, COLUMNS, FILE, ORDER, PRINT, Asked, read_address
from roriq_portal.lists.columns import Column, Shown, Under
from roriq_portal.lists.declared import Listing
from roriq_portal.lists.filters import Filters, read_filters
from roriq_portal.lists.paging import Pager, format_bounded
from roriq_portal.lists.rows import Prepare, every_row, read_page
from roriq_portal.rendering import PlainSelect


@dataclass(frozen=True)
class Head:
    """The head of a column; `url` sorts by it, or the other way when it sorts already. `sort`: how it sorts now."""

    words: str
    url: str
    sort: str
    is_numeric: bool


class ShownCell(TypedDict):
    """A cell in words. `is_plain`: words alone; `is_rich`: a state, or links under its words.

    A template reads a key at once, and an attribute only after it looked for a key: a page has hundreds of cells.
    """

    head: str
    words: str
    look: str
    url: str
    under: tuple[Under, ...]
    is_name: bool
    is_plain: bool
    is_rich: bool
    content: Shown | None


class ShownRow(TypedDict):
    """`source`: the row itself, for the acts that end it."""

    source: Any
    state: str
    cells: list[ShownCell]


@dataclass(frozen=True)
class ListPage:
    """What the templates of `components/lists/` read. `is_filtered`: something narrows it, or is refused."""

    listing: Listing
    asked: Asked
    heads: list[Head]
    sources: Sequence[Any]
    total: int
    previous_url: str
    next_url: str
    filters: Filters | None
    is_filtered: bool

    @property
    def name(self) -> str:
        return self.listing.name

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.asked.columns

    @property
    def total_words(self) -> str:
        return format_bounded(self.total, *self.listing.nouns)

    @property
    def is_empty(self) -> bool:
        """Nothing is here yet, and no filter hides it."""
        return not self.total and not self.is_filtered

    @property
    def is_wide(self) -> bool:
        """More columns than the usual ones: the table scrolls sideways in its own frame."""
        return len(self.columns) > len(self.listing.chosen([]))

    @property
    def is_arranged(self) -> bool:
        """Its address chooses an order or columns."""
        return bool(self.asked.chosen(*ARRANGED))

    @property
    def usual_url(self) -> str:
        """The same list, filtered as it is, in its usual order with its usual columns."""
        return self.asked.url(without=ARRANGED)

    @property
    def rows(self) -> list[ShownRow]:
        return [_row(self.columns, source) for source in self.sources]

    @property
    def query(self) -> str:
        return self.asked.url().removeprefix("?")

    @property
    def csv_url(self) -> str:
        return self.asked.url((FILE, "csv"))

    @property
    def xlsx_url(self) -> str:
        return self.asked.url((FILE, "xlsx"))

    @property
    def print_url(self) -> str:
        return self.asked.url((PRINT, "1"))

    @property
    def pages(self) -> Pager:
        return Pager(self.previous_url, self.next_url)

    @property
    def order_select(self) -> SafeString:
        """The select of every way to sort, as forms draw theirs."""
        return PlainSelect({"id": "liste-ordre"}, self.listing.ways_to_sort).render(ORDER, self.asked.order)

    @property
    def column_choices(self) -> list[tuple[str, str, bool]]:
        """Key, head, and whether it stands, of each column that may be left out."""
        return [(column.key, column.head, column in self.columns) for column in self.listing.columns[1:]]

    @property
    def name_column(self) -> str:
        """The key of the column that always stands; sent beside the others, so that none of them is a choice too."""
        return self.listing.columns[0].key

    @property
    def kept_arranging(self) -> list[tuple[str, str]]:
        return self.asked.besides(ORDER, COLUMNS)


def list_page(
    listing: Listing,
    params: QueryDict,
    rows: QuerySet | Sequence[Any],
    *,
    form: BaseForm | None = None,
    prepare: Prepare = list,
    hidden: tuple[str, ...] = (),
) -> ListPage:
    """Return a page of a list that `form` narrowed already. Two queries for a queryset, none for rows in memory.

    `prepare`: what makes of rows, read together, what the columns read. `kept`: filters that stand in no box.
    """
    asked = read_address(params, listing)
    page = read_page(listing, asked, rows, prepare)
    filters = read_filters(form, asked, hidden) if form is not None else None
    narrowed = bool(filters and (filters.chips or (form and form.errors))) or bool(asked.chosen(*hidden))
    return ListPage(
        listing=listing,
        asked=asked,
        heads=[_head(column, asked) for column in asked.columns],
        sources=page.rows,
        total=page.total,
        previous_url=asked.url(page.before) if page.before else "",
        next_url=asked.url(page.after) if page.after else "",
        filters=filters,
        is_filtered=narrowed,
    )


def list_file(
    listing: Listing, params: QueryDict, rows: QuerySet | Sequence[Any], prepare: Prepare = list
) -> HttpResponseBase | None:
    """Return the file that an address asks of a list, of exactly what it shows on all its pages; None for a page."""
    asked = read_address(params, listing)
    if not asked.kind:
        return None
    columns = asked.columns
    lines = ([column.written(row) for column in columns] for row in every_row(listing, asked, rows, prepare))
    widths = {column.head: column.width for column in columns}
    table = Table(listing.name, [column.head for column in columns], lines, widths=widths)
    stem = f"{listing.stem}-{timezone.localdate():%Y-%m-%d}"
    return csv_response(stem, table) if asked.kind == "csv" else table_response(asked.kind, stem, table)


def _head(column: Column, asked: Asked) -> Head:
    if not column.order:
        return Head(column.head, "", "", column.is_numeric)
    turned = f"-{column.key}" if asked.order == column.key else column.key
    sort = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked.order, "")
    return Head(column.head, asked.url((ORDER, turned)), sort, column.is_numeric)


def _row(columns: Sequence[Column], source: Any) -> ShownRow:
    first, *others = columns
    name = first.shown(source)
    return {
        "source": source,
        "state": name.state,
        "cells": [_rich(first, name, is_name=True), *cells_of(others, source)],
    }


def cells_of(columns: Sequence[Column], source: Any) -> list[ShownCell]:
    """Return the cells of a row under these columns, none of which names it."""
    return [
        _rich(column, column.show(source)) if column.show else _plain(column, column.words_of(source))
        for column in columns
    ]


def _plain(column: Column, words: str) -> ShownCell:
    return {
        "head": column.head,
        "words": words,
        "look": column.look if words else f"{column.look} is-blank",
        "url": "",
        "under": (),
        "is_name": False,
        "is_plain": True,
        "is_rich": False,
        "content": None,
    }


def _rich(column: Column, content: Shown, *, is_name: bool = False) -> ShownCell:
    is_plain = not (is_name or content.url or content.under or content.turn)
    return {
        "head": column.head,
        "words": content.words,
        "look": column.look if content.words or not is_plain else f"{column.look} is-blank",
        "url": content.url,
        "under": content.under,
        "is_name": is_name,
        "is_plain": is_plain,
        "is_rich": bool(content.turn) or any(line.url or line.turn or line.is_short for line in content.under),
        "content": content,
    }
