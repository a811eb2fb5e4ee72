"""The cheapest cells to hide in a small block, as one problem of whole numbers solved with HiGHS. Pure."""

from typing import Protocol

import highspy
import numpy as np

from services.masking.polytope import Real, Sums, Whole
from services.masking.solver import new_solver

# Beyond so many columns the problem takes long: the search of patterns.py alone answers
MOST_COLUMNS = 300


class Asked(Protocol):
    sums: Sums
    values: Whole
    down: Whole
    up: Whole
    must: np.ndarray
    cost: Real


def fewest(block: Asked) -> np.ndarray | None:
    """Return which cells to hide at the least cost, None of a block that is too large or when it is not found in time.

    One change of the block for each cell and direction to protect; a cell moves in none unless it is hidden.
    """
    asked = [(place, -int(far)) for place, far in enumerate(block.down) if far]
    asked += [(place, int(far)) for place, far in enumerate(block.up) if far]
    columns = len(block.values)
    if columns * (len(asked) + 1) > MOST_COLUMNS:
        return None
    solver = new_solver()
    infinity = highspy.kHighsInf
    for place in range(columns):
        solver.addCol(float(block.cost[place]), 1.0 if block.must[place] else 0.0, 1.0, 0, [], [])
    solver.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), np.ones(columns, dtype=np.uint8))
    for rank, (moved, far) in enumerate(asked, 1):
        first, most = rank * columns, 2 * abs(far)
        for place in range(columns):
            low = float(-min(block.values[place], most))
            fixed = place == moved
            solver.addCol(0.0, float(far) if fixed else low, float(far if fixed else most), 0, [], [])
        for total, parts in block.sums:
            places = [first + part for part in parts] + ([] if total is None else [first + total])
            signs = [-1.0] * len(parts) + ([] if total is None else [1.0])
            solver.addRow(0.0, 0.0, len(places), np.array(places, dtype=np.int32), np.array(signs))
        for place in map(int, np.flatnonzero(~block.must)):
            pair = np.array([first + place, place], dtype=np.int32)
            solver.addRow(-infinity, 0.0, 2, pair, np.array([1.0, -float(most)]))
            solver.addRow(0.0, infinity, 2, pair, np.array([1.0, float(min(block.values[place], most))]))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value[:columns]) > 0.5
