"""What expires in twelve months, by month, fifty lines a page: thirty organisms have hundreds on 31 March."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.typed import read_digits
from services.continuum.matrix import ExpiringLine

SHOWN = 50


@dataclass(frozen=True)
class ExpiringPage:
    """One page of what expires. `months`: the first day of each month, and its lines; `total`: of all pages."""

    months: list[tuple[date, list[ExpiringLine]]]
    total: int
    number: int
    has_next: bool

    @property
    def total_words(self) -> str:
        return "une ligne" if self.total == 1 else f"{format_number(self.total)}\xa0lignes"


def expiring_page(lines: list[ExpiringLine], asked: str) -> ExpiringPage:
    """Return the page of this number, of lines sorted by day; the first page for a number that cannot be read."""
    last = max(1, -(-len(lines) // SHOWN))
    wanted = read_digits(asked)
    number = wanted if wanted and wanted <= last else 1
    page = lines[(number - 1) * SHOWN : number * SHOWN]
    months = [(first, list(group)) for first, group in groupby(page, lambda line: line.last_day.replace(day=1))]
    return ExpiringPage(months, len(lines), number, number < last)
