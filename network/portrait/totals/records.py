"""What records of activities come to, year by year, of the network or of a region, masked as results are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from network.barometer.windows import Window, Windows
from network.portrait.totals.figures import Figure, counted_figure, hidden_figure
from network.portrait.totals.same_months import (
    Months,
    Prefix,
    YearSoFar,
    months_between,
    prefixes_of,
    read_months,
)
from roriq_portal.fiscal_year import state_year_end
from services.counting.periods import period_of_state_year
from services.masking.tables import ALL, Key
from services.results.masked_totals import MaskedTotals, read_masked_years

NOTHING = Figure()


@dataclass(frozen=True)
class RecordTotals:
    """`whole`: State years that have ended; `parts`: a year up to a month, by code."""

    whole: Mapping[Window, MaskedTotals] = field(default_factory=dict)
    parts: Mapping[Window, Mapping[str, Prefix]] = field(default_factory=dict)

    def of(self, code: str, window: Window, region_id: int | None = None) -> Figure:
        """Return the total of a region's organisms, or of the whole network; « – » without any record."""
        return self._of_part(code, window, region_id) if window.is_part else self._of_year(code, window, region_id)

    def hides(self, code: str, window: Window, region_id: int | None = None) -> bool:
        """Whether the pages of results hide this total of a year that has ended."""
        masked = self.whole.get(window)
        return masked is not None and masked.hides(code, region_id)

    def _of_year(self, code: str, window: Window, region_id: int | None) -> Figure:
        masked = self.whole.get(window)
        if masked is None:
            return NOTHING
        regions = masked.by_region if region_id is None else [region_id]
        results = (masked.by_region.get(key, {}).get(code) for key in regions)
        values = [result.value for result in results if result]
        if not values:
            return NOTHING
        return hidden_figure() if masked.hides(code, region_id) else counted_figure(sum(values, Decimal(0)))

    def _of_part(self, code: str, window: Window, region_id: int | None) -> Figure:
        prefix = self.parts.get(window, {}).get(code)
        place: Key = ALL if region_id is None else region_id
        if prefix is None or not prefix.values.get(place):
            return NOTHING
        return hidden_figure() if place in prefix.hidden else counted_figure(prefix.values[place])


def read_record_totals(windows: Windows, codes: Sequence[str], today: date) -> RecordTotals:
    """Return the totals of these codes in every window. One query; two years up to a month are one more."""
    wanted = list(codes)
    masked = read_masked_years([period_of_state_year(window.year) for window in windows.years], wanted)
    years = {window.year: totals for window, totals in zip(windows.years, masked, strict=True)}
    whole = {window: years[window.year] for window in windows.years if not window.is_part}
    if not windows.year.is_part:
        return RecordTotals(whole)
    running, before = windows.year, windows.before
    months = read_months(wanted, before.first, today.replace(day=1))
    of_years = {
        running: months_between(running.first, today),
        before: months_between(before.first, state_year_end(before.year)),
    }
    parts = {window: _so_far(months, window, years[window.year], of_year) for window, of_year in of_years.items()}
    return RecordTotals(whole, prefixes_of(parts))


def _so_far(months: Mapping[str, Months], window: Window, masked: MaskedTotals, of_year: list[date]) -> YearSoFar:
    own = {
        code: {
            place: {month: value for month, value in by_month.items() if of_year[0] <= month <= of_year[-1]}
            for place, by_month in by_place.items()
        }
        for code, by_place in months.items()
    }
    counted = {code: {place: by for place, by in by_place.items() if by} for code, by_place in own.items()}
    counted = {code: by_place for code, by_place in counted.items() if by_place}
    hidden = {code: _hidden_places(masked, code) for code in counted}
    return YearSoFar(counted, window.last.replace(day=1), of_year, hidden)


def _hidden_places(masked: MaskedTotals, code: str) -> frozenset[Key]:
    """Return the places whose total of the year is hidden, as pages of results have it."""
    regions: list[int | None] = [*masked.by_region, None]
    return frozenset(ALL if region is None else region for region in regions if masked.hides(code, region))
