"""Which cells of one block are hidden: the fewest that the search finds, weighed, proven to hold. Pure."""

from collections.abc import Sequence

import numpy as np

from services.masking.boxes import Grid
from services.masking.evidence import Evidence
from services.masking.exact import fewest
from services.masking.polytope import Polytope, Real, Sums, Whole, halves
from services.masking.tables import Cell, Standing

# How many programs may be solved to find, one by one, cells that are hidden for nothing
MOST_SOLVED, MOST_WEIGHED, MOST_COLUMNS = 250, 100_000, 2_000
# From so many cells on, boxes choose first: a program for each cell would take minutes
LARGE = 600
# A cell hidden already costs nothing: just enough that no useless detour is taken
NOTHING = 1e-4


class Pattern:
    """The cells hidden in one block, in the order of its cells; `is_safe`: whether every proof was found."""

    def __init__(self, cells: Sequence[Cell], sums: Sums, threshold: int, grids: Sequence[Grid] = ()) -> None:
        self.sums, self.grids = sums, grids
        self.values: Whole = np.array([cell.value for cell in cells], dtype=np.int64)
        offered = np.array([cell.standing == Standing.OFFERED for cell in cells])
        stays = np.array([cell.stays_hidden for cell in cells])
        known_few = np.array([cell.is_sensitive for cell in cells])
        small = (self.values > 0) & (known_few | (self.values < threshold))
        self.down: Whole = np.where(small, self.values, np.where(stays & (self.values > 0), 1, 0))
        self.up: Whole = np.where(small, (threshold - self.values).clip(1), np.where(stays, 1, 0))
        self.must = small | stays | ~offered
        self.cost: Real = np.array([cell.weight for cell in cells]) * np.log2(2.0 + self.values)
        self.hidden = self.must.copy()
        self.is_safe = True
        self.is_least = not (small | stays).any()
        self._evidence = Evidence(Polytope(len(cells), sums), self.values, self.down, self.up)
        if not self.is_least:
            self._search()

    def _search(self) -> None:
        if len(self.values) > LARGE:
            self._box()
        missing = self._evidence.look(self.hidden, is_quick=len(self.values) > LARGE)
        if not missing and (self.hidden == self.must).all():
            self.is_least = True
            return
        self._extend(missing)
        if self._evidence.missing():
            self.hidden[:] = True
            self.is_safe = not self._evidence.look(self.hidden)
        if self.is_safe:
            self._exact()
            self._trim()

    def _box(self) -> None:
        """Hide the corners of the cheapest box of each cell, those that must move farthest first."""
        asked = [
            (int(-self.down[rank] - self.up[rank]), rank, grid, place)
            for grid in self.grids
            for rank, place in grid.places()
            if self.down[rank] or self.up[rank]
        ]
        for _, rank, grid, place in sorted(asked, key=lambda row: row[:2]):
            down, up = int(self.down[rank]), int(self.up[rank])
            if self._evidence.is_proven(rank):
                continue
            corners = grid.cheapest(place, down, up, np.where(self.hidden, NOTHING, self.cost))
            if corners:
                change = np.zeros(len(self.values))
                for corner, sign in corners:
                    self.hidden[corner] = True
                    change[corner] = sign
                self._evidence.add(change * up)
                self._evidence.add(-change * down)

    def _extend(self, missing: list[tuple[int, int]]) -> None:
        """Hide, for each cell that lacks a proof, the cheapest others along which it can move."""
        columns = len(self.values)
        program = halves(columns, self.sums)
        while missing:
            before = int(self.hidden.sum())
            for place, far in missing:
                if (place, far) in self._evidence.missing():
                    self._move(program, place, far)
            missing = self._evidence.look(self.hidden) if self._evidence.missing() else []
            if int(self.hidden.sum()) == before:
                return

    def _move(self, program: Polytope, place: int, far: int) -> None:
        columns, least = len(self.values), abs(far)
        each = np.where(self.hidden, NOTHING, self.cost / np.minimum(self.values, least).clip(1))
        costs = np.concatenate([each, each])
        lower, upper = np.zeros(2 * columns), np.concatenate([np.full(columns, np.inf), self.values])
        added, taken = place, place + columns
        lower[added] = upper[added] = max(far, 0)
        lower[taken] = upper[taken] = max(-far, 0)
        flow, is_whole = program.farthest(-costs, lower, upper)
        if flow is None:
            return
        change = flow[:columns] - flow[columns:]
        self.hidden |= np.abs(change) > NOTHING
        if is_whole:
            self._evidence.add(change)

    def _exact(self) -> None:
        """Of a small block, the cheapest pattern of all, when it is found in time."""
        cheapest = fewest(self)
        if cheapest is None:
            return
        before, self.hidden = self.hidden, cheapest
        evidence = self._fresh()
        if evidence.look(cheapest):
            self.hidden = before
            return
        self._evidence, self.is_least = evidence, True

    def _fresh(self) -> Evidence:
        return Evidence(self._evidence.polytope, self.values, self.down, self.up)

    def _trim(self) -> None:
        """Show again, the dearest first, what can be shown without a proof being lost."""
        for place in np.flatnonzero(self.hidden & ~self.must):
            # No proof moves it: hidden or shown, a reader computes it
            if all(not change[place] for change in self._evidence.changes):
                self.hidden[place] = False
        if self.is_least:
            return
        extra = np.flatnonzero(self.hidden & ~self.must)
        if len(self.values) > MOST_COLUMNS:
            return
        polytope = self._evidence.polytope
        last = polytope.solved + min(MOST_SOLVED, MOST_WEIGHED // len(self.values))
        dearest = sorted(map(int, extra), key=lambda place: (-self.cost[place], place))
        for cell in dearest:
            if polytope.solved >= last:
                return
            rest = self._evidence.without(cell)
            tried = self.hidden.copy()
            tried[cell] = False
            if rest.holds(tried):
                self._evidence, self.hidden = rest, tried
