"""Random linked tables and sequences of publications, from a seed; and the masking of before, kept as a fault."""

import random
from itertools import product

from services.counting.masking import hidden_parts, is_small
from services.masking.audiences import Audience
from services.masking.tables import ALL, Standing, Tables

SHAPES = [(2, 3), (3, 4), (5, 4), (2, 3, 3), (3, 3, 4), (4, 2, 5)]


def number(chance: random.Random, threshold: int = 5) -> int:
    drawn = chance.random()
    few, most = threshold - 1, 8 * threshold
    return 0 if drawn < 0.3 else chance.randint(1, few) if drawn < 0.5 else chance.randint(threshold, most)


def small_table(seed: int) -> Tables:
    """Two rows of three, with all totals: few enough that every choice of what to hide can be tried."""
    chance = random.Random(seed)
    tables = Tables()
    values = {(row, column): chance.choice([0, 1, 3, 6, 8, 30]) for row in "ab" for column in "xyz"}
    tables.lay("t", ["ab", "xyz"], values)
    return tables


def linked_tables(seed: int, threshold: int = 5) -> Tables:
    """One to three tables of two or three axes, with all totals, that share their margin by region."""
    chance = random.Random(seed)
    tables = Tables()
    shape = chance.choice(SHAPES)
    regions = [f"R{rank}" for rank in range(shape[0])]
    axes = [regions, *([f"{axis}{rank}" for rank in range(size)] for axis, size in enumerate(shape[1:]))]
    values = {place: number(chance, threshold) for place in product(*axes)}
    tables.lay("first", axes, values)
    for name in range(chance.randint(0, 2)):
        categories = [f"k{rank}" for rank in range(chance.randint(2, 4))]
        parts: dict[tuple, int] = {}
        for region in regions:
            whole = tables.cells[("first", region, *[ALL] * (len(axes) - 1))].value
            for _ in range(whole):
                place = region, categories[min(int(chance.expovariate(1.2)), len(categories) - 1)]
                parts[place] = parts.get(place, 0) + 1
        tables.lay(name, [regions, categories], parts)
        for region in (*regions, ALL):
            tables.tie(("first", region, *[ALL] * (len(axes) - 1)), [(name, region, ALL)])
    return tables


def sequence(seed: int, threshold: int = 5) -> tuple[Tables, list[set]]:
    """A world of organisms, regions, years and categories, and two to four papers, each of some of its cells.

    Papers: a region by itself, the network, one year, half years, a State year and a civil one that overlap.
    """
    chance = random.Random(seed)
    organisms = [f"o{rank}" for rank in range(chance.randint(3, 5))]
    homes = {organism: chance.choice(["north", "south"]) for organism in organisms}
    halves = ["h1", "h2", "h3"]
    categories = ["a", "b", "c"][: chance.randint(2, 3)]
    tables = Tables()
    values = {place: number(chance, threshold) for place in product(organisms, halves, categories)}
    tables.lay("o", [organisms, halves, categories], values, Standing.UNSEEN)
    for region in ("north", "south"):
        inside = [organism for organism in organisms if homes[organism] == region]
        for half, category in product([*halves, ALL], [*categories, ALL]):
            parts = [("o", organism, half, category) for organism in inside]
            tables.add((region, half, category), sum(tables.cells[part].value for part in parts), Standing.UNSEEN)
            tables.tie((region, half, category), parts)
    for who, category in product([*organisms, "north", "south", "network"], [*categories, ALL]):
        head = ("o", who) if who in organisms else ("o", ALL) if who == "network" else (who,)
        for year, parts in (("state", halves[:2]), ("civil", halves[1:])):
            cells = [(*head, half, category) for half in parts]
            tables.add((*head, year, category), sum(tables.cells[cell].value for cell in cells), Standing.UNSEEN)
            tables.tie((*head, year, category), cells)
    subjects = [("north",), ("south",), ("o", ALL), *(("o", organism) for organism in organisms)]
    papers = []
    for _ in range(chance.randint(2, 4)):
        chosen = chance.sample(subjects, chance.randint(1, 3))
        periods = chance.choice([["state"], ["civil"], [ALL], ["h1", "h2", "state"], ["state", ALL]])
        papers.append({(*who, when, category) for who in chosen for when in periods for category in (*categories, ALL)})
    return tables, papers


def masked_axis_by_axis(tables: Tables) -> set:
    """What the portal hid until decision 59: small totals, and in each row a second part beside a lone one."""
    hidden = {key for key, cell in tables.cells.items() if is_small(cell.value, Audience.NETWORK)}
    for one in tables.sums:
        if len(one.parts) > 1:
            hidden |= hidden_parts({part: tables.cells[part].value for part in one.parts}, Audience.NETWORK)
    return hidden
