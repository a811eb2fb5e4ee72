"""A column of a list, declared once: what it is called, what a file writes, how a page shows it and what sorts it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils import timezone

from roriq_portal.files.spreadsheets import Cell, Number, money_style
from roriq_portal.formats.days import format_day, moment
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import format_number

# A list that stands in memory is sorted by what its column writes
BY_VALUE = ("value",)


class Kind(StrEnum):
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    MONEY = "money"


NUMERIC = (Kind.NUMBER, Kind.MONEY)
WIDTHS = {Kind.TEXT: 28, Kind.DAY: 12, Kind.MOMENT: 12, Kind.NUMBER: 12, Kind.MONEY: 16}


@dataclass(frozen=True)
class Under:
    """A line under what a cell says: smaller, or a state with its sign."""

    words: str
    url: str = ""
    is_short: bool = False
    turn: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Shown:
    """What a page shows of a cell besides its words: where they lead, lines under them, the state they name."""

    words: str
    url: str = ""
    under: tuple[Under, ...] = ()
    turn: str = ""
    sign: str = ""
    state: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a list. `value`: what a file writes of a row; `show`: what a page shows, else its value in words.

    `order`: the names that a queryset is sorted by, BY_VALUE for a list in memory; a column without one does not sort.
    `is_usual`: shown until one chooses columns. `needs`: what a queryset reads beside its rows when it is shown.
    """

    key: str
    head: str
    value: Callable[[Any], Cell | datetime]
    order: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    show: Callable[[Any], Shown] | None = None
    is_usual: bool = True
    needs: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    @cached_property
    def look(self) -> str:
        """The class of its cells: numbers stand right, days in one piece."""
        return "n" if self.is_numeric else "is-day" if self.kind in (Kind.DAY, Kind.MOMENT) else ""

    @property
    def width(self) -> int:
        return WIDTHS[self.kind]

    def written(self, row: Any) -> Cell:
        """Return what a file writes of a row: money as dollars, a moment as its day."""
        value = self.value(row)
        if self.kind == Kind.MONEY and isinstance(value, Decimal):
            return Number(value, money_style())
        return timezone.localdate(value) if isinstance(value, datetime) else value

    def shown(self, row: Any) -> Shown:
        """Return what a page shows of a row."""
        return self.show(row) if self.show else Shown(self.words_of(row))

    def words_of(self, row: Any) -> str:
        """Return the value of a row in words; nothing for none, which the page draws as a dash."""
        value = self.value(row)
        if value is None or value == "":
            return ""
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, date):
            return format_day(value)
        if isinstance(value, int | Decimal):
            return format_money(value) if self.kind == Kind.MONEY else format_number(value)
        return str(value)
