"""What was done by home region and by place, and which of it is hidden together with the totals of organisms.

One table for each indicator and State year, whoever asks: a region's page in either sense, by MRC, and the network's by
region hide the same cells, and none of them, nor the totals of organisms, gives another away.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TypeGuard

from services.counting.activity_totals import Result
from services.counting.item_totals import Worked, totals_by_place
from services.counting.masking import hidden_cells, scale_of
from services.counting.periods import Period
from services.masking.audiences import Audience
from services.masking.tables import ALL, Key, Standing, Tables
from services.results.masked_totals import TOTAL, MaskedTotals, read_masked_totals, tables_of

# What a region's organisms did in it, elsewhere, without a place; what was done in a region, by whomever
OWN, AWAY, NOWHERE, INSIDE = "own", "away", "nowhere", "inside"
# What no page prints: what a region's organisms did in another one, what others did in a region
ACROSS, OTHERS = "across", "others"
PRINTED = (OWN, AWAY, NOWHERE, INSIDE)
# The MRC of a municipality that is in none
NO_MRC = ""
# A total that is lost weighs more than a row of an MRC
WEIGHTS = {INSIDE: 6, NOWHERE: 2, AWAY: 2}
# A place where nobody worked: hidden only where nothing protects a small number any more
EMPTY: Key = ("empty",)


@dataclass(frozen=True)
class CrossedTotals:
    """`by_code`: code → cell → total. Cells: (`OWN`, region, MRC), (`AWAY`, region), (`NOWHERE`, region or `ALL`),
    (`INSIDE`, region) and (`INSIDE`, region, MRC); `hidden`: those of each code that are not printed.

    `withheld`: the codes of which nothing is printed by place, not even that nobody worked there.
    """

    by_code: Mapping[str, Mapping[Key, Decimal]] = field(default_factory=dict)
    hidden: Mapping[str, frozenset[Key]] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()

    def value(self, code: str, cell: Key) -> Decimal | None:
        """Return the total of a cell, hidden or not; None where there is no record."""
        return self.by_code.get(code, {}).get(cell)

    def hides(self, code: str, cell: Key) -> bool:
        return code in self.withheld or cell in self.hidden.get(code, frozenset())

    def inside(self, region_ids: Iterable[int]) -> MaskedTotals:
        """Return what was done in these regions as a page of results reads totals; it has no breakdown."""
        by_region: dict[int, dict[str, Result]] = {region: {} for region in region_ids}
        hidden: dict[str, frozenset[Key]] = {}
        for code in self.by_code:
            values = {region: self.value(code, (INSIDE, region)) for region in by_region}
            is_withheld = code in self.withheld
            for region, value in values.items():
                if value is not None or is_withheld:
                    by_region[region][code] = Result(value or Decimal(0))
            hidden[code] = frozenset((TOTAL, "", region) for region in by_region if self.hides(code, (INSIDE, region)))
        return MaskedTotals(by_region, hidden)


def read_crossed_totals(period: Period) -> tuple[CrossedTotals, MaskedTotals]:
    """Return what was done by place in a State year, and by home region. Two queries, and what is kept."""
    worked, homes = totals_by_place(period.start, period.end), read_masked_totals(period)
    return cross(worked, homes), homes


def cross(worked: Mapping[str, Mapping[Worked, Decimal]], homes: MaskedTotals) -> CrossedTotals:
    """Return the totals by place, masked after those of organisms, which stay as they are printed.

    A code whose two readings differ, by a record written between them, is withheld: a reader would see the difference.
    """
    scales: dict[str, int] = {}
    tables: dict[str, Tables] = {}
    torn: set[str] = set()
    for code, values in worked.items():
        if _by_home(values) != _of_code(homes, code):
            torn.add(code)
            continue
        scales[code] = scale_of([*values.values()])
        tables[code] = crossed_tables(values, homes, code, scales[code])
    hidden = hidden_cells(tables, Audience.NETWORK, scales=scales)
    withheld = torn | {code for code, cells in hidden.items() if EMPTY in cells}
    return CrossedTotals({code: _cells(values) for code, values in worked.items()}, hidden, frozenset(withheld))


def _by_home(values: Mapping[Worked, Decimal]) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for worked, value in values.items():
        totals[worked.home_id] += value
    return dict(totals)


def _of_code(homes: MaskedTotals, code: str) -> dict[int, Decimal]:
    return {region: results[code].value for region, results in homes.by_region.items() if code in results}


def _cells(values: Mapping[Worked, Decimal]) -> dict[Key, Decimal]:
    """Return every cell that a page prints, with its total."""
    totals: dict[Key, Decimal] = defaultdict(Decimal)
    for worked, value in values.items():
        home, region, mrc = worked.home_id, worked.region_id, worked.mrc
        if region is None:
            cells: list[Key] = [(NOWHERE, home), (NOWHERE, ALL)]
        else:
            cells = [(INSIDE, region, mrc), (INSIDE, region), (OWN, region, mrc) if home == region else (AWAY, home)]
        for cell in cells:
            totals[cell] += value
    return dict(totals)


def crossed_tables(values: Mapping[Worked, Decimal], homes: MaskedTotals, code: str, scale: int = 1) -> Tables:
    """Return the cells of one indicator by home region and place, tied to the totals of organisms.

    A reader is taken to know which regions' organisms worked in which MRC, though not how much. A total of organisms is
    known where its page prints it; where it does not, their breakdowns are tied too.
    """
    tables = Tables()
    parts: dict[Key, list[Key]] = defaultdict(list)
    for worked in sorted(values, key=str):
        if whole := int(values[worked] * scale):
            _climb(tables, parts, worked, whole)
    _add_homes(tables, homes, code, scale)
    for total in parts:
        tables.tie(total, dict.fromkeys(parts[total]))
    tables.add(EMPTY, 0)
    regions = [key for key in tables.cells if _is_of(key, INSIDE) and len(key) == 2]
    nowhere = [key for key in [(NOWHERE, ALL)] if key in tables.cells]
    tables.tie((TOTAL, "", ALL), [*regions, *nowhere, EMPTY])
    return tables


def _climb(tables: Tables, parts: dict[Key, list[Key]], worked: Worked, value: int) -> None:
    """Add a record's cell, and what it adds to each total that holds it."""
    home, region, mrc = worked.home_id, worked.region_id, worked.mrc
    whole = (TOTAL, "", home)
    if region is None:
        ways: list[list[tuple]] = [[(NOWHERE, home), (NOWHERE, ALL)], [(NOWHERE, home), whole]]
    elif region == home:
        own = (OWN, region, mrc)
        ways = [[own, (INSIDE, region, mrc), (INSIDE, region)], [own, (OWN, region), whole]]
    else:
        across = (ACROSS, home, region, mrc)
        others = (OTHERS, region, mrc)
        ways = [
            [across, others, (INSIDE, region, mrc), (INSIDE, region)],
            [across, others, (OTHERS, region)],
            [across, (ACROSS, home, region), (AWAY, home), whole],
        ]
    for key in dict.fromkeys(key for way in ways for key in way if key != whole):
        _raise(tables, key, value)
    for way in ways:
        for part, total in pairwise(way):
            parts[total].append(part)


def _raise(tables: Tables, key: tuple, value: int) -> None:
    kind = key[0]
    # The whole of a region's own work stands on no page; nor does what is cut finer than MRCs
    is_printed = kind in PRINTED and not (kind == OWN and len(key) == 2)
    before = tables.cells.pop(key).value if key in tables.cells else 0
    standing = Standing.OFFERED if is_printed else Standing.UNSEEN
    tables.add(key, before + value, standing, weight=WEIGHTS.get(kind, 1) if len(key) == 2 else 1)


def _add_homes(tables: Tables, homes: MaskedTotals, code: str, scale: int) -> None:
    """Add the totals of organisms as a reader has them: known, or unseen with all that could tell of them."""
    hidden = homes.hidden.get(code, frozenset())
    laid = tables_of(code, homes.by_region, scale)
    is_hidden = any(_is_of(key, TOTAL) for key in hidden)
    for key, cell in laid.cells.items():
        if is_hidden or _is_of(key, TOTAL):
            tables.add(key, cell.value, Standing.UNSEEN if key in hidden else Standing.KNOWN)
    tables.sums += [row for row in laid.sums if row.total in tables.cells and set(row.parts) <= tables.cells.keys()]


def _is_of(key: Key, kind: str) -> TypeGuard[tuple]:
    """Whether a cell is of a kind, by the first part of its key."""
    return isinstance(key, tuple) and key[0] == kind
