"""Proofs that hidden cells cannot be computed back: other whole numbers that agree with everything shown. Pure."""

import numpy as np

from services.masking.polytope import Polytope, Real, Whole

EVERYWHERE = np.inf
ROUNDS = 12


class Evidence:
    """For each cell to protect, whether it is proven that it may be so much less, and so much more.

    `down`, `up`: how far a reader must hold each cell of a block for possible; 0 asks nothing. A proof is a change of
    the whole block: it says nothing of chance, and holds against a reader who knows that counts are whole numbers.
    """

    def __init__(self, polytope: Polytope, values: Whole, down: Whole, up: Whole) -> None:
        self.polytope, self.values, self.down, self.up = polytope, values, down, up
        self.changes: list[Whole] = []
        self._less, self._more = down == 0, up == 0

    def add(self, change: Real) -> None:
        """Take a change of whole numbers, with those that follow from it: its opposite, and it several times."""
        whole = change.astype(np.int64)
        for direction in (whole, -whole):
            for times in (1, 2, 3, 4):
                if (self.values + times * direction < 0).any():
                    break
                self._take(times * direction)

    def _take(self, change: Whole) -> None:
        less, more = change <= -self.down, change >= self.up
        if (less & ~self._less).any() or (more & ~self._more).any():
            self.changes.append(change)
            self._less |= less
            self._more |= more

    def is_proven(self, place: int) -> bool:
        return bool(self._less[place] and self._more[place])

    def missing(self) -> list[tuple[int, int]]:
        """Return what no proof says yet: (column, how far), those that ask most first."""
        asked = [(int(place), -int(self.down[place])) for place in np.flatnonzero(~self._less)]
        asked += [(int(place), int(self.up[place])) for place in np.flatnonzero(~self._more)]
        return sorted(asked, key=lambda pair: (-abs(pair[1]), pair))

    def look(self, hidden: np.ndarray, *, is_quick: bool = False) -> list[tuple[int, int]]:
        """Search the proofs that lack while these cells are hidden; return what has none.

        `is_quick`: a proof that no program gives in whole numbers at once is left to what comes after.
        """
        lower = np.where(hidden, -self.values, 0).astype(float)
        upper = np.where(hidden, EVERYWHERE, 0.0)
        self._look_together(lower, upper)
        return [asked for asked in self.missing() if not self._proves(*asked, lower, upper, is_quick=is_quick)]

    def holds(self, hidden: np.ndarray) -> bool:
        """Whether every proof is there, or is found, while these cells are hidden; ends at the first that is not."""
        lower = np.where(hidden, -self.values, 0).astype(float)
        upper = np.where(hidden, EVERYWHERE, 0.0)
        return all(self._proves(*asked, lower, upper) for asked in self.missing())

    def _look_together(self, lower: Real, upper: Real) -> None:
        """One change often proves many cells: ask for as many as it can, each no farther than it needs."""
        for round_ in range(ROUNDS):
            asked = self.missing()
            if len(asked) < 3:
                return
            sign = 1 if round_ % 2 == 0 else -1
            gains, low, high = np.zeros(len(self.values)), lower.copy(), upper.copy()
            for place, far in asked:
                if far * sign > 0 and upper[place]:
                    gains[place] = sign
                    low[place], high[place] = max(low[place], min(far, low[place])), max(far, 0) or high[place]
            change, is_whole = self.polytope.farthest(gains, low, high)
            if change is None:
                return
            if is_whole:
                self.add(change)

    def _proves(self, place: int, far: int, lower: Real, upper: Real, *, is_quick: bool = False) -> bool:
        if (self._more if far > 0 else self._less)[place]:
            return True
        if not upper[place]:
            return False
        gains, low, high = np.zeros(len(self.values)), lower.copy(), upper.copy()
        low[place] = high[place] = far
        change, is_whole = self.polytope.farthest(gains, low, high)
        if change is not None and not is_whole:
            if is_quick:
                return False
            change = self.polytope.farthest_whole(gains, low, high)
        if change is not None:
            self.add(change)
        return change is not None

    def without(self, place: int) -> "Evidence":
        """Return the proofs that hold when one more cell is shown."""
        rest = Evidence(self.polytope, self.values, self.down, self.up)
        for change in self.changes:
            if not change[place]:
                rest._take(change)
        return rest
