"""What falls in twelve months, by month, fifty lines a page: a network of thirty organisms has hundreds on 31 March."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from roriq_portal.formats.numbers import format_number
from services.continuum.matrix import Drop

SHOWN = 50


@dataclass(frozen=True)
class DropPage:
    """One page of what falls. `months`: the first day of each month, and its lines; `total`: of all pages."""

    months: list[tuple[date, list[Drop]]]
    total: int
    number: int
    has_next: bool

    @property
    def total_words(self) -> str:
        return "une ligne" if self.total == 1 else f"{format_number(self.total)}\xa0lignes"

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def drop_page(found: list[Drop], asked: str) -> DropPage:
    """Return the page of this number, of lines that come the soonest first; the first one when it does not read."""
    last = max(1, -(-len(found) // SHOWN))
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    number = wanted if 1 <= wanted <= last else 1
    page = found[(number - 1) * SHOWN : number * SHOWN]
    months = [(first, list(lines)) for first, lines in groupby(page, lambda drop: drop.last_day.replace(day=1))]
    return DropPage(months, len(found), number, number < last)
