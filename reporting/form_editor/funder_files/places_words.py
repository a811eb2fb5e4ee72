"""The cells of a target in one box: « Feuil1!B7; Total », cells that follow one another as « Feuil1!B7:B12 »."""

from collections.abc import Iterable, Sequence

from openpyxl.utils import coordinate_to_tuple

from roriq_portal.files.blank_books.cells import Place

BETWEEN = "; "


def places_words(places: Iterable[Place], *, in_order: bool = False) -> str:
    """Return cells as they are typed. `in_order`: neighbours of one column or row are written as a range."""
    rows = list(places)
    return BETWEEN.join(_run_words(run) for run in (_runs(rows) if in_order else [[place] for place in rows]))


def _runs(places: Sequence[Place]) -> list[list[Place]]:
    runs: list[list[Place]] = []
    for place in places:
        if runs and _follows(runs[-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _follows(run: Sequence[Place], place: Place) -> bool:
    last = run[-1]
    if place.name or last.name or place.sheet != last.sheet:
        return False
    step = _step(last, place)
    return step in ((1, 0), (0, 1)) and (len(run) < 2 or _step(run[-2], last) == step)


def _step(first: Place, second: Place) -> tuple[int, int]:
    (row, column), (next_row, next_column) = coordinate_to_tuple(first.cell), coordinate_to_tuple(second.cell)
    return next_row - row, next_column - column


def _run_words(run: Sequence[Place]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]}:{run[-1].cell}"
