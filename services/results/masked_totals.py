"""The totals of records over organisms: each region's and the network's, and which of them are hidden together.

One table for each indicator and year, whoever asks: a region's page and the network's hide the same cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce

from services.counting.activity_totals import Result
from services.counting.masking import hidden_cells, scale_of
from services.counting.periods import Period
from services.masking.audiences import Audience
from services.masking.tables import ALL, REST, Key, Tables
from services.results.region_totals import totals_by_region

TOTAL = "total"
Part = tuple[str, str]


@dataclass(frozen=True)
class MaskedTotals:
    """`by_region`: home region → code → result. `hidden`: code → cells, each (axis, category, region or `ALL`)."""

    by_region: Mapping[int, Mapping[str, Result]] = field(default_factory=dict)
    hidden: Mapping[str, frozenset[Key]] = field(default_factory=dict)

    def of(self, region_id: int | None) -> dict[str, Result]:
        """Return the results of a region's organisms, or of the whole network."""
        if region_id is not None:
            return dict(self.by_region.get(region_id, {}))
        return _added(self.by_region.values())

    def hides(self, code: str, region_id: int | None) -> bool:
        return (TOTAL, "", _place(region_id)) in self.hidden.get(code, frozenset())

    def hides_part(self, code: str, part: Part, region_id: int | None) -> bool:
        """Whether a category is hidden; (axis, `REST`) is what the axis does not tell."""
        return (*part, _place(region_id)) in self.hidden.get(code, frozenset())


NOTHING_MASKED = MaskedTotals()


def _place(region_id: int | None) -> int | str:
    return ALL if region_id is None else region_id


def _added(results: Iterable[Mapping[str, Result]]) -> dict[str, Result]:
    added: dict[str, list[Result]] = {}
    for of_region in results:
        for code, result in of_region.items():
            added.setdefault(code, []).append(result)
    return {code: reduce(Result.__add__, of_code) for code, of_code in added.items()}


def read_masked_totals(period: Period, codes: Iterable[str] | None = None) -> MaskedTotals:
    """Return the totals of a period of whole months, with what is hidden of them. One query, and what is kept.

    `codes`: only these, of which the same is hidden as when all are read.
    """
    return read_masked_years([period], codes)[0]


def read_masked_years(periods: Sequence[Period], codes: Iterable[str] | None = None) -> list[MaskedTotals]:
    """Return the same of several periods that share no month, read at once."""
    read = totals_by_region([(period.start, period.end) for period in periods], codes)
    tables: dict[tuple[int, str], Tables] = {}
    scales: dict[tuple[int, str], int] = {}
    for rank, by_region in enumerate(read):
        for code in dict.fromkeys(code for _, results in sorted(by_region.items()) for code in results):
            values = (results[code].value for results in by_region.values() if code in results)
            scales[rank, code] = scale_of(values)
            tables[rank, code] = tables_of(code, by_region, scales[rank, code])
    hidden = hidden_cells(tables, Audience.NETWORK, scales=scales)
    return [
        MaskedTotals(by_region, {code: cells for (own, code), cells in hidden.items() if own == rank})
        for rank, by_region in enumerate(read)
    ]


def tables_of(code: str, by_region: Mapping[int, Mapping[str, Result]], scale: int = 1) -> Tables:
    """Return the cells of one indicator: by region and category of each axis, with all their totals.

    Raises ValueError of parts beyond their total, which the database refuses in each record: the sums are wrong.
    """
    own: dict[Key, Result] = {region: results[code] for region, results in sorted(by_region.items()) if code in results}
    whole = reduce(Result.__add__, own.values())
    tables = Tables()
    places: list[Key] = [*own, ALL]
    results = {**own, ALL: whole}
    for place in places:
        tables.add((TOTAL, "", place), _whole(results[place].value, scale))
    tables.tie((TOTAL, "", ALL), [(TOTAL, "", region) for region in own])
    for axis in dict.fromkeys(axis for axis, _ in sorted(whole.breakdown)):
        _lay_axis(tables, axis, results, scale)
    return tables


def _lay_axis(tables: Tables, axis: str, results: Mapping[Key, Result], scale: int) -> None:
    parts = [part for part in sorted(results[ALL].breakdown) if part[0] == axis]
    regions = [place for place in results if place != ALL]
    for place, result in results.items():
        for part in parts:
            tables.add((*part, place), result.breakdown.get(part, 0) * scale)
    for part in parts:
        tables.tie((*part, ALL), [(*part, region) for region in regions])
    for place, result in results.items():
        broken_down = sum(result.breakdown.get(part, 0) for part in parts)
        tables.add((axis, REST, place), _whole(result.value - broken_down, scale))
        tables.tie((TOTAL, "", place), [*((*part, place) for part in parts), (axis, REST, place)])
    tables.tie((axis, REST, ALL), [(axis, REST, region) for region in regions])


def _whole(value: Decimal, scale: int) -> int:
    return int(value * scale)
