"""What an audience has already: the cells that earlier publications showed it, or hid from it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from services.masking.tables import Cell, Key, Standing, Tables

# What a publication printed: the number, or None where it hid it
Published = Mapping[Key, int | None]


def recall(tables: Tables, earlier: Iterable[Published], threshold: int) -> None:
    """Enter in tables what an audience read before; the oldest publication first.

    A cell shown with the value it has today is known. A cell that was ever hidden stays hidden. A cell shown with a
    value that moved by less than the threshold is hidden: the difference would be a small count. One that moved more
    may be shown again, and what it was ties nothing: it is the sum of other records.
    """
    shown: dict[Key, int] = {}
    hidden: set[Key] = set()
    for publication in earlier:
        for key, value in publication.items():
            if value is None:
                hidden.add(key)
            else:
                shown[key] = value
    for key, cell in tables.cells.items():
        tables.cells[key] = _as_known(cell, shown.get(key), key in hidden, threshold)


def _as_known(cell: Cell, before: int | None, was_hidden: bool, threshold: int) -> Cell:
    if before is not None and before == cell.value:
        return replace(cell, standing=Standing.KNOWN)
    if was_hidden or (before is not None and abs(before - cell.value) < threshold):
        return replace(cell, stays_hidden=True)
    return cell


def published(tables: Tables, hidden: frozenset[Key]) -> dict[Key, int | None]:
    """Return what a publication of these tables prints: every cell offered, None where it is hidden."""
    offered = {key: cell for key, cell in tables.cells.items() if cell.standing == Standing.OFFERED}
    return {key: None if key in hidden else cell.value for key, cell in offered.items()}
