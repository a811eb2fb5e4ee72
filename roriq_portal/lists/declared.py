"""The lists of the portal, each declared once beside its rows; saved filters and tests read them here."""

from dataclasses import dataclass
from functools import cached_property

from roriq_portal.lists.columns import Column
from roriq_portal.lists.paging import PAGE


@dataclass(frozen=True)
class Listing:
    """A list: the name of its address, of its table and of its files, what one row and several are called, its columns.

    The first column names the row and always stands. `order`: the key of the column that sorts until one chooses,
    after a minus when from the last; empty for rows in memory that stand as they are given.
    """

    address: str
    name: str
    stem: str
    nouns: tuple[str, str]
    columns: tuple[Column, ...]
    order: str
    size: int = PAGE

    @cached_property
    def ways_to_sort(self) -> tuple[tuple[str, str], ...]:
        """Every way to sort with its words, one column after another."""
        sides = {"": "croissant", "-": "décroissant"}
        sorting = [column for column in self.columns if column.order]
        pairs = ((column, side) for column in sorting for side in sides)
        ways = [(f"{side}{column.key}", f"{column.head}, {sides[side]}") for column, side in pairs]
        return tuple(ways if self.order else [("", "Ordre habituel"), *ways])

    @cached_property
    def orders(self) -> frozenset[str]:
        """The keys of every way to sort."""
        return frozenset(key for key, _ in self.ways_to_sort if key)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def chosen(self, keys: list[str]) -> tuple[Column, ...]:
        """Return the columns of these keys, in the order of the list; the usual ones when none of them is known."""
        first, *others = self.columns
        known = [column for column in others if column.key in keys]
        if known or first.key in keys:
            return (first, *known)
        return (first, *(column for column in others if column.is_usual))


DECLARED: dict[str, Listing] = {}


def declare(listing: Listing) -> Listing:
    """Return the list, known from now on by the name of its address."""
    DECLARED[listing.address] = listing
    return listing
