"""In a large table, a first choice without a program: two places on each axis, whose cells move together. Pure.

The corners of such a box keep every sum when they go up and down in turn; a corner in a margin goes with its neighbour.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import numpy as np

from services.masking.polytope import Real, Whole

NEVER = np.inf


class Grid:
    """Where the cells of a block stand in one table. `columns`: their rank in the block, -1 where none can move.

    The last place of each axis is its total.
    """

    def __init__(self, columns: Whole, values: Whole) -> None:
        self.columns = columns
        self.values = np.where(columns >= 0, values[columns], 0)
        axes = range(columns.ndim)
        self._subsets = list(chain.from_iterable(combinations(axes, size) for size in range(1, columns.ndim + 1)))

    def places(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Return the rank of each cell that can move, and its place."""
        for place in zip(*np.nonzero(self.columns >= 0), strict=True):
            yield int(self.columns[place]), tuple(int(rank) for rank in place)

    def cheapest(self, place: tuple[int, ...], down: int, up: int, price: Real) -> list[tuple[int, int]] | None:
        """Return the corners, with their signs, of the cheapest box by which a cell moves so far down and up.

        `price` by rank in the block; None where there is no such box.
        """
        prices = np.where(self.columns >= 0, price[self.columns], NEVER)
        signs = [self._sign(axis, place) for axis in range(len(place))]
        total = np.zeros(self.columns.shape)
        for subset in self._subsets:
            cut = tuple(slice(None) if axis in subset else slice(rank, rank + 1) for axis, rank in enumerate(place))
            sign = self._product(signs, subset)
            enough = np.where(sign < 0, self.values[cut] >= up, self.values[cut] >= down)
            total = total + np.where(enough, prices[cut], NEVER)
        for axis, rank in enumerate(place):
            total[(slice(None),) * axis + (rank,)] = NEVER
        best = tuple(int(rank) for rank in np.unravel_index(np.argmin(total), total.shape))
        return None if total[best] == NEVER else list(self._corners(place, best, signs))

    def _sign(self, axis: int, place: Sequence[int]) -> Whole:
        """Two inner places go against each other; an inner one goes with its total."""
        last = self.columns.shape[axis] - 1
        sign = np.full(last + 1, 1 if place[axis] == last else -1)
        sign[last] = 1
        return sign

    def _product(self, signs: list[Whole], subset: tuple[int, ...]) -> Whole:
        product = np.ones((1,) * len(signs), dtype=np.int64)
        for axis in subset:
            shape = [1] * len(signs)
            shape[axis] = -1
            product = product * signs[axis].reshape(shape)
        return product

    def _corners(self, place: tuple, best: tuple, signs: list[Whole]) -> Iterator[tuple[int, int]]:
        for subset in ((), *self._subsets):
            corner = tuple(best[axis] if axis in subset else rank for axis, rank in enumerate(place))
            sign = 1
            for axis in subset:
                sign *= int(signs[axis][best[axis]])
            yield int(self.columns[corner]), sign
