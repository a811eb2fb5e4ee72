"""The days that a barometer measures: five State years, the last one maybe still running. Pure."""

from dataclasses import dataclass
from datetime import date

from roriq_portal.fiscal_year import format_state_year, state_year_end, state_year_of, state_year_start
from roriq_portal.formats.days import year_before

YEARS = 5


@dataclass(frozen=True)
class Window:
    """A State year, or its first days; both days are included. `is_part`: the year still runs."""

    year: int
    first: date
    last: date
    is_part: bool = False

    @property
    def words(self) -> str:
        return format_state_year(self.year)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Windows:
    """`years`: oldest first; `before`: what the last one is compared with, the same days of the year before."""

    years: tuple[Window, ...]
    before: Window

    @property
    def year(self) -> Window:
        return self.years[-1]

    @property
    def every(self) -> tuple[Window, ...]:
        """All that is measured, each window once."""
        return self.years if self.before in self.years else (*self.years, self.before)


def windows_until(year: int, today: date) -> Windows:
    """Return the five State years that end with `year`; of one that runs, the days until today."""
    years = tuple(_window(number, today) for number in range(year - YEARS + 1, year + 1))
    last = years[-1]
    if not last.is_part:
        return Windows(years, years[-2])
    return Windows(years, Window(year - 1, state_year_start(year - 1), year_before(last.last), is_part=True))


def _window(year: int, today: date) -> Window:
    first, last = state_year_start(year), state_year_end(year)
    return Window(year, first, min(last, max(today, first)), is_part=today <= last)


def last_ended(today: date) -> int:
    """Return the newest State year that has ended: the one a barometer is about."""
    return state_year_of(today) - 1
