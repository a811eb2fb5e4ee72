"""Linked tables as cells and sums: what is offered to a reader, what it knows already, what it never sees. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product

Key = Hashable
# On an axis: all its places together, and what it does not tell
ALL, REST = "*", "rest"


class Standing(Enum):
    """`OFFERED`: the cell is about to be shown or hidden. `KNOWN`: its reader has it from an earlier publication.

    `UNSEEN`: the reader never sees it, and knows what it adds up to.
    """

    OFFERED = "offered"
    KNOWN = "known"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Cell:
    """A whole number of 0 or more. `weight`: what its loss costs beside that of another cell, 1 for most.

    `is_sensitive`: it tells of few whatever its size, as the people of four families do. `stays_hidden`: it was hidden
    from this reader before.
    """

    value: int
    standing: Standing = Standing.OFFERED
    weight: int = 1
    is_sensitive: bool = False
    stays_hidden: bool = False


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`, each once."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Laid:
    """A whole table: its cells are (name, place, …); `first`, `last`: which sums are its own."""

    name: Key
    axes: tuple[tuple[Key, ...], ...]
    first: int
    last: int


@dataclass
class Tables:
    """Cells by key, and the sums that tie them, across tables and publications.

    `tie` refuses, with ValueError, a sum that does not hold: a reader would compute from it what is not so.
    """

    cells: dict[Key, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    grids: list["Laid"] = field(default_factory=list)

    def add(self, key: Key, value: int, standing: Standing = Standing.OFFERED, **more) -> None:
        """Add a cell; the same key again must bring the same value, and the better known standing stays."""
        if value < 0 or value != int(value):
            raise ValueError(f"{key} is no count: {value}")
        known = self.cells.get(key)
        if known is None:
            self.cells[key] = Cell(int(value), standing, **more)
        elif known.value != value:
            raise ValueError(f"{key} has two values: {known.value} and {value}")
        elif known.standing == Standing.UNSEEN:
            self.cells[key] = Cell(known.value, standing, **more)

    def tie(self, total: Key, parts: Iterable[Key]) -> None:
        new = Sum(total, tuple(parts))
        if self.cells[total].value != sum(self.cells[part].value for part in new.parts):
            raise ValueError(f"{total} is not the sum of its parts")
        self.sums.append(new)

    def lay(
        self, name: Key, axes: Sequence[Sequence[Key]], values: Mapping[tuple, int], standing=Standing.OFFERED
    ) -> None:
        """Lay a table of any number of axes with all its totals: cells (name, place, …), `ALL` where an axis is summed.

        `values` of the inner places; an absent one is 0.
        """
        places = [(*axis, ALL) for axis in axes]
        added, first = _with_totals(axes, values), len(self.sums)
        for place in product(*places):
            self.add((name, *place), added.get(place, 0), standing)
        for rank, axis in enumerate(axes):
            for place in product(*places[:rank], [ALL], *places[rank + 1 :]):
                parts = [(name, *place[:rank], inner, *place[rank + 1 :]) for inner in axis]
                self.tie((name, *place), parts)
        self.grids.append(Laid(name, tuple(map(tuple, places)), first, len(self.sums)))

    def in_order(self) -> "Tables":
        """Return the same cells and sums in an order that tells nothing of how they were read.

        What is hidden depends on it: two orders of the same numbers, side by side, would give some of them away. Tables
        laid whole are in the order of their axes.
        """
        if self.grids:
            return self
        keys = sorted(self.cells, key=repr)
        ranks = {key: rank for rank, key in enumerate(keys)}
        sums = sorted([ranks[row.total], *sorted(ranks[part] for part in row.parts)] for row in self.sums)
        return Tables(
            {key: self.cells[key] for key in keys},
            [Sum(keys[total], tuple(keys[part] for part in parts)) for total, *parts in sums],
        )


def _with_totals(axes: Sequence[Sequence[Key]], values: Mapping[tuple, int]) -> dict[tuple, int]:
    added = dict(values)
    for rank in range(len(axes)):
        for place, value in list(added.items()):
            total = (*place[:rank], ALL, *place[rank + 1 :])
            added[total] = added.get(total, 0) + value
    return added


@dataclass(frozen=True)
class Block:
    """Cells tied together that are neither 0 for the reader nor known: decided together, apart from all others."""

    keys: tuple[Key, ...]
    sums: tuple[tuple[int | None, tuple[int, ...]], ...]


def blocks(tables: Tables) -> Iterator[Block]:
    """Cut tables in blocks that share no sum, in the order of their first cell.

    A cell of 0 that is offered is always shown, so it ties nothing.
    """
    free = {key: rank for rank, (key, cell) in enumerate(tables.cells.items()) if is_free(cell)}
    heads = {rank: rank for rank in free.values()}
    tied = []
    for addition in tables.sums:
        parts = tuple(free[part] for part in addition.parts if part in free)
        total = free.get(addition.total)
        members = parts if total is None else (total, *parts)
        if members:
            tied.append((total, parts, members[0]))
            first = _head(heads, members[0])
            for member in members[1:]:
                heads[_head(heads, member)] = first
    by_head: dict[int, list[int]] = {}
    for rank in free.values():
        by_head.setdefault(_head(heads, rank), []).append(rank)
    sums: dict[int, list] = {}
    for total, parts, member in tied:
        sums.setdefault(_head(heads, member), []).append((total, parts))
    keys = list(tables.cells)
    for head, ranks in by_head.items():
        place = {rank: column for column, rank in enumerate(ranks)}
        rows = tuple(
            (None if total is None else place[total], tuple(place[part] for part in parts))
            for total, parts in sums.get(head, [])
        )
        yield Block(tuple(keys[rank] for rank in ranks), rows)


def is_free(cell: Cell) -> bool:
    """Whether a reader may be left without the value: unseen, or offered and not 0."""
    return cell.standing == Standing.UNSEEN or (cell.standing == Standing.OFFERED and (cell.value > 0))


def _head(heads: dict[int, int], rank: int) -> int:
    while heads[rank] != rank:
        heads[rank] = heads[heads[rank]]
        rank = heads[rank]
    return rank
