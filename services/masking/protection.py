"""The one computation of what is hidden: of linked tables, for one audience, after what it already has. Pure."""

from dataclasses import dataclass

import numpy as np

from services.masking.boxes import Grid
from services.masking.patterns import LARGE, Pattern
from services.masking.tables import Key, Standing, Tables, blocks


@dataclass(frozen=True)
class Masking:
    """`hidden`: the cells to hide, the small ones and those that would give them away, `withheld` among them.

    `withheld`: the cells of tables that nothing protects any more, because of what was published before: none of them
    is printed, not even a 0. `lost`: the sum of what is hidden besides the small cells. `is_least`: whether no cheaper
    choice exists.
    """

    hidden: frozenset[Key]
    withheld: frozenset[Key] = frozenset()
    small: int = 0
    lost: int = 0
    is_least: bool = True


def protect(tables: Tables, threshold: int) -> Masking:
    """Return what to hide of the cells that are offered. The same tables always give the same answer.

    A reader who knows every shown cell, every sum, that counts are whole numbers of 0 or more, and what it had before,
    can exclude, of no cell of 1 to `threshold` - 1, hidden or unseen, neither 0 nor `threshold`.
    """
    hidden: set[Key] = set()
    withheld: set[Key] = set()
    small = lost = 0
    is_least = True
    for block in blocks(tables):
        cells = [tables.cells[key] for key in block.keys]
        grids = _grids(tables, block.keys) if len(cells) > LARGE else []
        pattern = Pattern(cells, block.sums, threshold, grids)
        offered = [cell.standing == Standing.OFFERED for cell in cells]
        taken = [rank for rank, is_offered in enumerate(offered) if is_offered and pattern.hidden[rank]]
        hidden |= {block.keys[rank] for rank in taken}
        small += sum(cells[rank].value < threshold for rank in taken)
        lost += sum(cells[rank].value for rank in taken if cells[rank].value >= threshold)
        is_least &= pattern.is_least
        if not pattern.is_safe:
            withheld |= _beside(tables, set(block.keys))
    return Masking(frozenset(hidden | withheld), frozenset(withheld), small, lost, is_least)


def _grids(tables: Tables, keys: tuple[Key, ...]) -> list[Grid]:
    """Return the tables whose cells a block holds; a cell that another table's sum holds too moves in none."""
    columns = {key: column for column, key in enumerate(keys)}
    values = np.array([tables.cells[key].value for key in keys], dtype=np.int64)
    within: dict[Key, set[int]] = {}
    for rank, addition in enumerate(tables.sums):
        for key in (addition.total, *addition.parts):
            if key in columns:
                within.setdefault(key, set()).add(rank)
    grids = []
    for laid in tables.grids:
        own = range(laid.first, laid.last)
        shape = [len(axis) for axis in laid.axes]
        ranks = np.full(shape, -1, dtype=np.int64)
        for place in np.ndindex(*shape):
            key = (laid.name, *(axis[rank] for axis, rank in zip(laid.axes, place, strict=True)))
            if key in columns and all(rank in own for rank in within.get(key, ())):
                ranks[place] = columns[key]
        if (ranks >= 0).any():
            grids.append(Grid(ranks, values))
    return grids


def _beside(tables: Tables, keys: set[Key]) -> set[Key]:
    """Return the offered cells of every sum that holds one of these, zeros too."""
    tied = {
        key
        for addition in tables.sums
        for key in (addition.total, *addition.parts)
        if keys & {addition.total, *addition.parts}
    }
    return {key for key in tied | keys if tables.cells[key].standing == Standing.OFFERED}
