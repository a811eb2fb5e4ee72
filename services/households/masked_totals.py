"""Which totals of households are hidden: by organism, by region, of the network, on every page that prints them.

A household has two ends. Every total is a sum over pairs of ends, which nobody reads: what is printed of one side must
not give away a pair, a second side, nor the households that two organisms count.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from organisms.models import Organism
from services.counting.masking import hidden_cells, threshold_of
from services.households.totals import RETENTION, Contribution, HouseholdScope, Number, household_contributions
from services.masking.audiences import Audience
from services.masking.tables import REST, Key, Standing, Tables

# What a total is of: one organism, one region, all together
ORGANISM, HOME, ARRIVAL, ORIGIN = "organism", "home", "arrival", "origin"
ONCE, JOINT, SPLIT = ("once",), ("joint",), ("split",)
FAMILIES, PEOPLE = ("V1.09", "V1.10"), {"V1.11": "V1.10"}
PAIR = "pair"
STAYED, GONE, UNKNOWN = OUTCOMES = ("stayed", "gone", "unknown")
Figure = tuple
Pair = tuple[int | None, int, bool]
# A period among those asked, by its rank, and a code
Name = tuple[int, str]
PartsOf = Callable[[Number], dict[str, int]]


@dataclass(frozen=True)
class HiddenHouseholds:
    """`cells`: code → what is hidden, each a figure such as (HOME, region) or `ONCE`, or (figure, category)."""

    cells: Mapping[str, frozenset[Key]] = field(default_factory=dict)

    def hides(self, code: str, figure: Figure) -> bool:
        return figure in self.cells.get(code, frozenset())

    def hidden_categories(self, code: str, figure: Figure) -> frozenset[str]:
        """Return the categories of a figure that are hidden, and `REST`."""
        cells = self.cells.get(code, frozenset())
        return frozenset(str(key[1]) for key in cells if isinstance(key, tuple) and key[0] == figure)


NONE_HIDDEN = HiddenHouseholds()


def hidden_households(contributions: Iterable[Contribution], home_regions: Mapping[int, int]) -> HiddenHouseholds:
    """Return what is hidden of the totals of one period, from everything that every household adds in it.

    `home_regions`: organism → its region.
    """
    return hidden_of_each([contributions], home_regions)[0]


def hidden_of_each(
    periods: Sequence[Iterable[Contribution]], home_regions: Mapping[int, int]
) -> list[HiddenHouseholds]:
    """Return the same of several periods, each by itself; what was chosen before of all of them is read at once."""
    pairs = {(rank, code): of_code for rank, rows in enumerate(periods) for code, of_code in _by_pair(rows).items()}
    families = {name: _laid(pairs[name], home_regions, _families) for name in pairs if name[1] in FAMILIES}
    hidden = dict(hidden_cells(families, Audience.NETWORK))
    people: dict[Name, Tables] = {}
    for rank, code in pairs:
        if code in PEOPLE:
            own = (rank, PEOPLE[code])
            people[rank, code] = _laid(pairs[rank, code], home_regions, _people)
            follow_families(people[rank, code], families.get(own), hidden.get(own, frozenset()))
    hidden |= hidden_cells(people, Audience.NETWORK)
    hidden |= _of_retention(
        {name: _laid(pairs[name], home_regions, _outcomes) for name in pairs if name[1] in RETENTION}
    )
    return [
        HiddenHouseholds({code: cells for (own, code), cells in hidden.items() if own == rank})
        for rank in range(len(periods))
    ]


def _by_pair(contributions: Iterable[Contribution]) -> dict[str, dict[Pair, Number]]:
    by_code: dict[str, dict[Pair, Number]] = defaultdict(lambda: defaultdict(Number))
    for row in contributions:
        pair = (row.sender_id, row.receiver_id, row.joint_target_id is not None)
        by_code[row.code][pair] += row.number
    return by_code


def read_hidden_households(*periods: HouseholdScope) -> list[HiddenHouseholds]:
    """Return what is hidden in the days of each scope, whoever it is about. Four queries, and what is kept."""
    first, last = min(scope.start for scope in periods), max(scope.end for scope in periods)
    rows = household_contributions(HouseholdScope(first, last))
    regions = dict(Organism.objects.values_list("pk", "region_id"))
    return hidden_of_each([[row for row in rows if scope.start <= row.day <= scope.end] for scope in periods], regions)


def _families(number: Number) -> dict[str, int]:
    categories = {key: value for key, value in number.by_category.items() if value}
    return {**categories, REST: number.value - sum(categories.values())}


def _people(number: Number) -> dict[str, int]:
    return {REST: number.value}


def _outcomes(number: Number) -> dict[str, int]:
    gone = number.denominator - number.value - number.unknown
    return {STAYED: number.value, GONE: gone, UNKNOWN: number.unknown}


def _laid(pairs: Mapping[Pair, Number], home_regions: Mapping[int, int], parts_of: PartsOf) -> Tables:
    """Lay the figures as sums of pairs, and by part those that print parts; pairs themselves are printed nowhere."""
    tables = Tables()
    within: dict[Figure, list[Pair]] = defaultdict(list)
    parts_by_pair: dict[Pair, dict[str, int]] = {}
    for pair in sorted(pairs, key=str):
        parts = parts_by_pair[pair] = {part: value for part, value in parts_of(pairs[pair]).items() if value}
        if not parts:
            continue
        tables.add((PAIR, *pair), sum(parts.values()), Standing.UNSEEN)
        if parts_of is not _people:
            for part, value in parts.items():
                tables.add((pair, part), value, Standing.UNSEEN)
            tables.tie((PAIR, *pair), [(pair, part) for part in parts])
        for figure in _figures(pair, home_regions):
            within[figure].append(pair)
    for figure, members in within.items():
        _add_sum(tables, figure, [(PAIR, *pair) for pair in members])
    organisms = [figure for figure in within if figure[0] == ORGANISM]
    if organisms:
        _add_sum(tables, SPLIT, organisms)
    if parts_of is _outcomes:
        _add_parts(tables, within, parts_by_pair)
        for part in OUTCOMES:
            _add_sum(tables, (SPLIT, part), [cell for figure in organisms if (cell := (figure, part)) in tables.cells])
    elif parts_of is _families:
        printed = {figure: members for figure, members in within.items() if figure[0] in (HOME, *ONCE)}
        _add_parts(tables, printed, parts_by_pair)
    return tables


def _add_sum(tables: Tables, key: Key, parts: list) -> None:
    tables.add(key, sum(tables.cells[part].value for part in parts))
    tables.tie(key, parts)


def _add_parts(tables: Tables, within: Mapping[Figure, list[Pair]], parts_of: Mapping[Pair, Iterable[str]]) -> None:
    for figure, pairs in within.items():
        by_part: dict[str, list[Key]] = {}
        for pair in pairs:
            for part in parts_of[pair]:
                by_part.setdefault(part, []).append((pair, part))
        for part, cells in by_part.items():
            _add_sum(tables, (figure, part), cells)
        tables.tie(figure, [(figure, part) for part in by_part])


def _figures(pair: Pair, home_regions: Mapping[int, int]) -> list[Figure]:
    """Return the totals that a pair of ends is in, each once."""
    sender, receiver, is_joint = pair
    ends = [end for end in (sender, receiver) if end is not None]
    figures: list[Figure] = [(ORGANISM, end) for end in dict.fromkeys(ends)]
    figures += [(HOME, region) for region in dict.fromkeys(home_regions[end] for end in ends)]
    figures += [(ARRIVAL, home_regions[receiver]), (ORIGIN, None if sender is None else home_regions[sender]), ONCE]
    return [*figures, JOINT] if is_joint else figures


def follow_families(people: Tables, families: Tables | None, hidden: Collection[Key]) -> None:
    """Mark the people of few families: as many as they are, they tell of them. `hidden`: the families that are."""
    least = threshold_of(Audience.NETWORK)
    for key, cell in people.cells.items():
        family = families.cells.get(key) if families else None
        is_few = family is not None and 0 < family.value < least
        people.cells[key] = replace(cell, is_sensitive=is_few, stays_hidden=cell.stays_hidden or key in hidden)


def _of_retention(tables: Mapping[Name, Tables]) -> dict[Name, frozenset[Key]]:
    """A retention prints its three terms together: where one is hidden, all are, and the rest is looked at again."""
    hidden: dict[Name, frozenset[Key]] = dict.fromkeys(tables, frozenset())
    moving = dict(tables)
    while moving:
        for name, chosen in hidden_cells(moving, Audience.NETWORK).items():
            figures = {_figure_of(key) for key in chosen}
            more = frozenset(key for key in tables[name].cells if _figure_of(key) in figures)
            if more == hidden[name]:
                del moving[name]
            hidden[name] = more
            for key in more:
                tables[name].cells[key] = replace(tables[name].cells[key], stays_hidden=True)
    return hidden


def _figure_of(key: Key) -> Key:
    """Return the figure of a cell that is one of its parts, else the cell itself."""
    return key[0] if isinstance(key, tuple) and isinstance(key[0], tuple) else key
