"""What households come to, year by year, each once, of the network or of a region, masked as everywhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from network.barometer.windows import Window, Windows
from network.portrait.totals.figures import Figure, Source, counted_figure, hidden_figure, rate_figure
from network.portrait.totals.same_months import Prefix, YearSoFar, months_between, prefixes_of
from roriq_portal.fiscal_year import state_year_end, state_year_of, state_year_start
from services.households.masked_totals import ARRIVAL, HOME, ONCE, PEOPLE, HiddenHouseholds, hidden_of_each
from services.households.masked_totals import Figure as Whose
from services.households.retention import NOT_COLLECTED, is_one_household
from services.households.totals import (
    RETENTION,
    Contribution,
    Figures,
    HouseholdScope,
    Number,
    add_up,
    household_contributions,
)
from services.masking.tables import ALL, Key

NOTHING = Figure(source=Source.HOUSEHOLDS)


@dataclass(frozen=True)
class HouseholdTotals:
    """`rows`: what households added since the first window; `hidden`: State year → what is hidden of it.

    `parts`: the windows that are years up to a month.
    """

    rows: Sequence[Contribution] = ()
    regions: Mapping[int, int] = field(default_factory=dict)
    hidden: Mapping[int, HiddenHouseholds] = field(default_factory=dict)
    parts: Sequence[Window] = ()
    today: date = date.max
    _arrivals: dict[tuple[str, Window], dict[int | None, int]] = field(default_factory=dict, compare=False)
    _added: dict[tuple[Window, int | None], Figures] = field(default_factory=dict, compare=False)

    def of(self, code: str, window: Window, region_id: int | None = None) -> Figure:
        """Return a number of households or people, or a retention; « – » where households say nothing.

        A retention is of a whole year. Of a year up to a month, the whole network alone is compared: a household of two
        regions is in both, so that regions are no parts of it.
        """
        if window.is_part:
            return self._of_part(code, window) if region_id is None and code not in RETENTION else NOTHING
        number = self._of_year(window, region_id).get(code)
        whose: Whose = ONCE if region_id is None else (HOME, region_id)
        if number is None or (code in RETENTION and not number.denominator):
            return NOTHING
        if self.hidden[window.year].hides(code, whose) or is_one_household(number.denominator):
            return hidden_figure(Source.HOUSEHOLDS)
        return _figure(code, number)

    def _of_year(self, window: Window, region_id: int | None) -> Figures:
        """Add the rows of a year up once, whichever of its codes are asked."""
        key = (window, region_id)
        if key not in self._added:
            self._added[key] = add_up(self._own(window.first, window.last, region_id))
        return self._added[key]

    def _own(self, first: date, last: date, region_id: int | None) -> Iterable[Contribution]:
        for row in self.rows:
            if first <= row.day <= last and (region_id is None or region_id in self._homes(row)):
                yield row

    def _homes(self, row: Contribution) -> set[int]:
        return {self.regions[end] for end in (row.sender_id, row.receiver_id) if end is not None}

    def arrived(self, code: str, window: Window, region_id: int | None) -> Figure:
        """Return a number of households or people by region of arrival, of the network without one; no retention.

        Each has one region of arrival: unlike the regions of its organisms, these are parts of the whole.
        """
        if window.is_part:
            return self._of_part(code, window, ALL if region_id is None else region_id)
        number = self._by_arrival(code, window).get(region_id)
        if number is None:
            return NOTHING
        whose: Whose = ONCE if region_id is None else (ARRIVAL, region_id)
        hides = self.hidden[window.year].hides(code, whose)
        return hidden_figure(Source.HOUSEHOLDS) if hides else counted_figure(number, Source.HOUSEHOLDS)

    def _by_arrival(self, code: str, window: Window) -> dict[int | None, int]:
        """Return region of arrival → number, of the network under None; added up once for all regions."""
        if (code, window) not in self._arrivals:
            numbers = self._arrivals[code, window] = {}
            for row in self._own(window.first, window.last, None):
                for place in (None, self.regions[row.receiver_id]) if row.code == code else ():
                    numbers[place] = numbers.get(place, 0) + row.number.value
        return self._arrivals[code, window]

    def _of_part(self, code: str, window: Window, place: Key = ALL) -> Figure:
        prefix = self._prefixes[window].get(code)
        if prefix is None or place not in prefix.values:
            return NOTHING
        if place in prefix.hidden:
            return hidden_figure(Source.HOUSEHOLDS)
        return counted_figure(prefix.values[place], Source.HOUSEHOLDS) if prefix.values[place] else NOTHING

    @cached_property
    def _prefixes(self) -> dict[Window, dict[str, Prefix]]:
        """The sums up to a month, of the network and by region of arrival: one table, masked together."""
        return prefixes_of({window: self._so_far(window) for window in self.parts}, PEOPLE)

    def _so_far(self, window: Window) -> YearSoFar:
        year_end = min(state_year_end(window.year), self.today)
        months: dict[str, dict[Key, dict[date, Decimal]]] = {}
        for row in self._own(window.first, year_end, None):
            by_place = months.setdefault(row.code, {}) if row.code not in RETENTION else {}
            for place in (ALL, self.regions[row.receiver_id]):
                by_month = by_place.setdefault(place, defaultdict(Decimal))
                by_month[row.day.replace(day=1)] += row.number.value
        hidden = {code: self._hidden_places(window.year, code, by_place) for code, by_place in months.items()}
        return YearSoFar(months, window.last.replace(day=1), months_between(window.first, year_end), hidden)

    def _hidden_places(self, year: int, code: str, places: Iterable[Key]) -> set[Key]:
        """Return the places whose total of the year is hidden, as pages of results have it."""
        whose: dict[Key, Whose] = {place: ONCE if place == ALL else (ARRIVAL, place) for place in places}
        return {place for place, figure in whose.items() if self.hidden[year].hides(code, figure)}


def _figure(code: str, number: Number) -> Figure:
    if code not in RETENTION:
        return counted_figure(number.value, Source.HOUSEHOLDS)
    if number.is_unknown:
        return Figure(NOT_COLLECTED, None, Source.HOUSEHOLDS)
    return rate_figure(number.value, number.denominator, Source.HOUSEHOLDS)


def read_household_totals(
    windows: Windows, codes: Iterable[str], regions: Mapping[int, int], today: date
) -> HouseholdTotals:
    """Return what households add to these codes in every window; `regions`: organism → its region. Three queries.

    Each code is masked as among all: people (V1.11) follow the families that they are of (V1.10).
    """
    wanted = {*codes, *(PEOPLE[code] for code in codes if code in PEOPLE)}
    first = state_year_start(windows.years[0].year)
    last = min(state_year_end(windows.year.year), today)
    rows = [row for row in household_contributions(HouseholdScope(first, last)) if row.code in wanted]
    by_year: dict[int, list[Contribution]] = {window.year: [] for window in windows.years}
    for row in rows:
        by_year[state_year_of(row.day)].append(row)
    hidden = dict(zip(by_year, hidden_of_each(list(by_year.values()), regions), strict=True))
    return HouseholdTotals(rows, regions, hidden, [window for window in windows.every if window.is_part], today)
