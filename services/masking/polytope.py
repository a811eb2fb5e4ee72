"""What a reader can hold for possible: the whole numbers that agree with everything shown, searched with HiGHS."""

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from services.masking.solver import new_solver

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Sums = Sequence[tuple[int | None, tuple[int, ...]]]
NEAR = 1e-6


class Polytope:
    """Changes `y` of the values of a block that keep all its sums: the total's change is that of its parts together."""

    def __init__(self, columns: int, sums: Sums) -> None:
        self._begin(columns, _entries(sums))

    def _begin(self, columns: int, entries: list[list[tuple[int, float]]]) -> None:
        self.columns = columns
        self._columns = np.arange(columns, dtype=np.int32)
        self._solver = new_solver()
        self._solver.passModel(_program(columns, entries))
        self._is_whole = False
        self.solved = 0

    def farthest(self, gains: Real, lower: Real, upper: Real) -> tuple[Real | None, bool]:
        """Return the change that gains most within bounds, None when there is none; and whether it is whole numbers."""
        self._ask_whole(False)
        point = self._solve(gains, lower, upper)
        if point is None:
            return None, False
        rounded = np.round(point)
        return (rounded, True) if np.abs(point - rounded).max(initial=0) < NEAR else (point, False)

    def farthest_whole(self, gains: Real, lower: Real, upper: Real) -> Real | None:
        """Return a change of whole numbers that gains much within bounds; None when none was met in time."""
        self._ask_whole(True)
        point = self._solve(gains, lower, upper)
        return None if point is None else np.round(point)

    def _ask_whole(self, is_whole: bool) -> None:
        if self._is_whole != is_whole:
            kind = highspy.HighsVarType.kInteger if is_whole else highspy.HighsVarType.kContinuous
            self._solver.changeColsIntegrality(
                self.columns, self._columns, np.full(self.columns, int(kind), dtype=np.uint8)
            )
            self._is_whole = is_whole

    def _solve(self, gains: Real, lower: Real, upper: Real) -> Real | None:
        self.solved += 1
        self._solver.changeColsCost(self.columns, self._columns, gains)
        self._solver.changeColsBounds(self.columns, self._columns, lower, upper)
        self._solver.run()
        # Stopped early, it may hold a good answer all the same: only whether it is one matters
        if self._solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(self._solver.getSolution().col_value)


def halves(columns: int, sums: Sums) -> "Polytope":
    """Return the polytope of changes cut in what is added and what is taken: columns of the first, then the second."""
    polytope = Polytope.__new__(Polytope)
    polytope._begin(2 * columns, [row + [(place + columns, -sign) for place, sign in row] for row in _entries(sums)])
    return polytope


def _entries(sums: Sums) -> list[list[tuple[int, float]]]:
    heads: list[list[tuple[int, float]]] = [[] if total is None else [(total, 1.0)] for total, _ in sums]
    return [head + [(part, -1.0) for part in parts] for head, (_, parts) in zip(heads, sums, strict=True)]


def _program(columns: int, entries: list[list[tuple[int, float]]]) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, len(entries)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.zeros(columns)
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.zeros(columns)
    program.row_lower_, program.row_upper_ = np.zeros(len(entries)), np.zeros(len(entries))
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *map(len, entries)]).astype(np.int32)
    matrix.index_ = np.array([place for row in entries for place, _ in row], dtype=np.int32)
    matrix.value_ = np.array([sign for row in entries for _, sign in row])
    return program
