"""A reader who computes: what each hidden cell can be, by a linear programme and by trying every whole number.

Knows the tables as they are printed and the sums that tie them; shares no code with what hides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import highspy

FEW = 5


@dataclass(frozen=True)
class Printed:
    """`values`: None where nothing is printed. `sums`: total, parts."""

    values: Mapping
    sums: list[tuple]


@dataclass(frozen=True)
class Bounds:
    low: int
    high: float

    @property
    def is_recovered(self) -> bool:
        return self.low == self.high

    def is_under(self, threshold: int) -> bool:
        """Whether it is certain that the cell is under a threshold: that whoever is in it is few."""
        return self.high < threshold


def printed(tables, hidden, also_shown=()) -> Printed:
    """What a reader has of tables when these keys are hidden; unseen cells are printed nowhere."""
    shown = {
        key: None if key in hidden or (cell.standing.value == "unseen" and key not in also_shown) else cell.value
        for key, cell in tables.cells.items()
    }
    return Printed(shown, [(one.total, one.parts) for one in tables.sums])


def bounds(page: Printed, keys, *, whole: bool = False) -> dict:
    """Return the least and the most that each of these hidden cells can be; `whole`: counts are whole numbers."""
    solver, columns = _model(page, whole)
    found = {}
    for key in keys:
        column = columns[key]
        found[key] = Bounds(round(_extreme(solver, column, 1)), _extreme(solver, column, -1))
    return found


def _model(page: Printed, whole: bool):
    solver = highspy.Highs()
    for name, value in (("log_to_console", False), ("output_flag", False), ("threads", 1)):
        solver.setOptionValue(name, value)
    columns = {}
    for key, value in page.values.items():
        if value is None:
            columns[key] = len(columns)
            solver.addVar(0, highspy.kHighsInf)
            if whole:
                solver.changeColIntegrality(columns[key], highspy.HighsVarType.kInteger)
    for total, parts in page.sums:
        known, entries = 0, {}
        for key, sign in [(total, 1), *((part, -1) for part in parts)]:
            if page.values[key] is None:
                entries[columns[key]] = entries.get(columns[key], 0) + sign
            else:
                known += sign * page.values[key]
        if entries:
            solver.addRow(-known, -known, len(entries), list(entries), [float(sign) for sign in entries.values()])
    return solver, columns


def _extreme(solver, column: int, sense: int) -> float:
    solver.changeColCost(column, float(sense))
    solver.run()
    status, found = solver.getModelStatus(), solver.getInfo().objective_function_value
    solver.changeColCost(column, 0.0)
    if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return float("inf")
    assert status == highspy.HighsModelStatus.kOptimal, status
    return round(sense * found)


def every_table(page: Printed, most: int) -> Iterator[dict]:
    """Try every whole number up to `most` in the hidden cells, and return each table that keeps all its sums.

    A part is no more than a total that is shown.
    """
    unknown = [key for key, value in page.values.items() if value is None]
    limits = dict.fromkeys(unknown, most)
    ready = {key: [] for key in unknown}
    for total, parts in page.sums:
        places = [unknown.index(key) for key in (total, *parts) if key in limits]
        if places:
            ready[unknown[max(places)]].append((total, parts))
        for part in limits.keys() & set(parts) if page.values[total] is not None else ():
            limits[part] = min(limits[part], page.values[total])
    yield from _filled([(key, limits[key], ready[key]) for key in unknown], dict(page.values), 0)


def _filled(steps, tried, rank):
    if rank == len(steps):
        yield dict(tried)
        return
    key, limit, sums = steps[rank]
    for number in range(limit + 1):
        tried[key] = number
        if all(tried[total] == sum(tried[part] for part in parts) for total, parts in sums):
            yield from _filled(steps, tried, rank + 1)
    tried[key] = None
