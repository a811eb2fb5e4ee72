"""Random worlds of records by home region, place and category: what every page prints of them, and all that ties it.

The attacker's sums are written here from the records alone; the product gives the numbers that its pages print.
"""

import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from services.counting.activity_totals import Result
from services.counting.item_totals import Worked
from services.counting.masking import hidden_cells, hidden_parts, is_small
from services.masking.audiences import Audience
from services.masking.tables import ALL, REST
from services.results.by_place.crossed import AWAY, INSIDE, NOWHERE, OWN, CrossedTotals, cross
from services.results.masked_totals import MaskedTotals, tables_of
from tests.services.masking.attacker import Printed

CODE, AXIS = "V4.01", "sex"
CATEGORIES = ("f", "m", "x")


@dataclass(frozen=True)
class Row:
    """Records of one home region, place (region None: none) and category (empty: not told), counted together.

    Where somebody of a home region worked, every category has its row, of 0 too.
    """

    home: int
    region: int | None
    mrc: str
    category: str
    number: int


@dataclass(frozen=True)
class Pages:
    """What the pages print of one indicator: organisms' totals and breakdowns, and totals by place."""

    homes: MaskedTotals
    crossed: CrossedTotals


def rows_of(seed: int, *, regions: int = 4, mrcs: int = 3) -> list[Row]:
    """Most work is at home, some nearby, some nowhere: many small numbers across. Some homes do little in all."""
    chance = random.Random(seed)
    rows = []
    for home in range(1, regions + 1):
        if chance.random() < 0.1:
            continue
        is_little = chance.random() < 0.4
        places = [(home, f"{home}{rank}") for rank in range(mrcs)] + [(None, ""), (home, "")]
        others = [region for region in range(1, regions + 1) if region != home]
        places += [(region, f"{region}{chance.randrange(mrcs)}") for region in chance.choices(others, k=2)]
        if is_little:
            places = chance.sample(places, 2)
        for region, mrc in dict.fromkeys(places):
            most = chance.choice([0, 3, 6, 40]) if region == home else chance.choice([0, 0, 2, 4, 9])
            numbers = [chance.randint(0, min(most, 1) if is_little else most) for _ in (*CATEGORIES, "")]
            if any(numbers):
                rows += [Row(home, region, mrc, *pair) for pair in zip((*CATEGORIES, ""), numbers, strict=True)]
    return rows


def worked_of(rows: list[Row]) -> dict[Worked, Decimal]:
    worked: dict[Worked, Decimal] = defaultdict(Decimal)
    for row in rows:
        worked[Worked(row.home, row.region, row.mrc)] += row.number
    return dict(worked)


def by_home(rows: list[Row]) -> dict[int, dict[str, Result]]:
    found: dict[int, dict[str, Result]] = {}
    for row in rows:
        parts = {(AXIS, row.category): row.number} if row.category and row.number else {}
        more = Result(Decimal(row.number), parts)
        before = found.setdefault(row.home, {}).get(CODE)
        found[row.home][CODE] = before + more if before else more
    return found


def masked_together(rows: list[Row]) -> Pages:
    """What the product prints."""
    regions = by_home(rows)
    homes = MaskedTotals(regions, hidden_cells({CODE: tables_of(CODE, regions)}, Audience.NETWORK))
    return Pages(homes, cross({CODE: worked_of(rows)}, homes))


def masked_page_by_page(rows: list[Row]) -> Pages:
    """The fault: each page hides its small numbers, and one more, as if nobody read another page."""
    together = masked_together(rows)
    cells = together.crossed.by_code[CODE]
    pages = [
        [cell for cell in cells if cell[0] == INSIDE and len(cell) == 2] + [(NOWHERE, ALL)],
        *([cell for cell in cells if cell[0] == INSIDE and len(cell) == 3 and cell[1] == one] for one in range(1, 20)),
        *([cell for cell in cells if cell[0] != INSIDE and cell[1] == one] for one in range(1, 20)),
    ]
    shown = [{cell: cells.get(cell, 0) for cell in page} for page in pages]
    hidden = {cell for page in shown for cell in hidden_parts(page, Audience.NETWORK)}
    hidden |= {cell for cell, value in cells.items() if is_small(value, Audience.NETWORK)}
    return Pages(together.homes, CrossedTotals({CODE: cells}, {CODE: frozenset(hidden)}))


class Reader:
    """Everything that is printed, as unknowns and sums of the rows behind it: nothing of how the product lays them."""

    def __init__(self, rows: list[Row], pages: Pages) -> None:
        self.rows, self.pages = rows, pages
        self.values: dict = {}
        self.sums: list[tuple] = []
        self.true: dict = {}
        for row in rows:
            self._unknown(row, row.number)
        self._all_pages()

    @property
    def printed(self) -> Printed:
        return Printed(self.values, self.sums)

    def small(self) -> list:
        """The sums of few that no page prints."""
        unsaid = [(key, value) for key, value in self.true.items() if self.values[key] is None]
        return [key for key, value in unsaid if is_small(value, Audience.NETWORK)]

    def _unknown(self, key, number: int) -> None:
        self.true[key], self.values[key] = number, None

    def _say(self, key, rows: list[Row], is_printed: bool) -> None:
        number = sum(row.number for row in rows)
        self.true[key], self.values[key] = number, number if is_printed else None
        self.sums.append((key, tuple(rows)))

    def _all_pages(self) -> None:
        homes, crossed, rows = self.pages.homes, self.pages.crossed, self.rows
        regions = sorted({row.home for row in rows} | {row.region for row in rows if row.region})
        for place in (*regions, ALL):
            own = [row for row in rows if place in (row.home, ALL)]
            region = None if place == ALL else place
            self._say(("T", place), own, not homes.hides(CODE, region))
            for category in (*CATEGORIES, ""):
                part = (AXIS, category or REST)
                of_category = [row for row in own if row.category == category]
                # Of a hidden total no page prints the parts
                is_printed = not (homes.hides_part(CODE, part, region) or homes.hides(CODE, region))
                self._say(("T", place, category), of_category, is_printed)
        for cell in [(NOWHERE, ALL), *((NOWHERE, region) for region in regions)]:
            self._say(cell, [r for r in rows if r.region is None and cell[1] in (r.home, ALL)], self._is_printed(cell))
        for region in regions:
            there = [row for row in rows if row.region == region]
            self._say((INSIDE, region), there, self._is_printed((INSIDE, region)))
            away = [row for row in rows if row.home == region and row.region not in (None, region)]
            self._say((AWAY, region), away, self._is_printed((AWAY, region)))
            self._say(("by others", region), [row for row in there if row.home != region], False)
            for home in regions:
                self._say(("across", home, region), [row for row in there if row.home == home], False)
            for mrc in sorted({row.mrc for row in there}):
                self._mrc(region, mrc, [row for row in there if row.mrc == mrc], regions)
        cells = crossed.by_code[CODE]
        assert all(self.true[cell] == value for cell, value in cells.items())

    def _mrc(self, region: int, mrc: str, there: list[Row], regions: list[int]) -> None:
        self._say((INSIDE, region, mrc), there, self._is_printed((INSIDE, region, mrc)))
        own = [row for row in there if row.home == region]
        self._say((OWN, region, mrc), own, self._is_printed((OWN, region, mrc)))
        self._say(("by others", region, mrc), [row for row in there if row.home != region], False)
        for home in regions:
            self._say(("across", home, region, mrc), [row for row in there if row.home == home], False)

    def _is_printed(self, cell) -> bool:
        return not self.pages.crossed.hides(CODE, cell)
