"""The marks of a measure: its row on one scale from 0 to 100 %, and its five years. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from network.barometer.sheet import Point, Row, Sheet

LEFT, STEP, BASE, HEIGHT = 8, 46, 76.5, 56.5
LABEL_ABOVE, LABEL_BELOW = -8, 15


@dataclass(frozen=True)
class Mark:
    """A year of the series; `y` empty: not measured, or not said."""

    x: str
    y: str
    is_last: bool


@dataclass(frozen=True)
class Series:
    """Five years: a line that breaks where a year is missing, its points, the threshold, the last number."""

    path: str
    marks: tuple[Mark, ...]
    goal_y: str
    goal_label_y: str
    label_y: str
    words: str


@dataclass(frozen=True)
class Drawn:
    """A row and its marks; `now`, `before`, `goal`: places on the scale, empty where there is none."""

    row: Row
    now: str
    before: str
    goal: str
    series: Series


def drawn_rows(sheet: Sheet) -> tuple[Drawn, ...]:
    return tuple(Drawn(row, row.share, row.before.share, row.threshold_share, _series(row)) for row in sheet.rows)


def _series(row: Row) -> Series:
    marks = tuple(_mark(rank, point, len(row.points)) for rank, point in enumerate(row.points))
    goal = _height(row.threshold_share)
    last, before = marks[-1], marks[-2]
    falls = bool(last.y and before.y and float(last.y) > float(before.y))
    label = f"{float(last.y) + (LABEL_BELOW if falls else LABEL_ABOVE):.1f}" if last.y else ""
    above = f"{float(goal) - 5:.1f}" if goal else ""
    return Series(" ".join(_runs(marks)), marks, goal, above, label, _words(row))


def _mark(rank: int, point: Point, count: int) -> Mark:
    return Mark(str(LEFT + rank * STEP), _height(point.share), rank == count - 1)


def _height(share: str) -> str:
    return f"{BASE - float(share) * HEIGHT / 100:.1f}" if share else ""


def _runs(marks: Iterable[Mark]) -> Iterable[str]:
    """Return a line for each stretch of years that follow each other; nothing crosses a year that is missing."""
    run: list[str] = []
    for mark in (*marks, Mark("", "", is_last=False)):
        if mark.y:
            run.append(f"{mark.x} {mark.y}")
            continue
        if len(run) > 1:
            yield f"M{'L'.join(run)}"
        run = []


def _words(row: Row) -> str:
    """Return the series in words: « 2023-2024 : 41 % ; 2024-2025 : 58 % ; seuil : 75 % »."""
    parts = [f"{point.year}\u00a0: {point.text}" for point in row.points]
    if row.threshold:
        parts.append(f"seuil du réseau\u00a0: {row.threshold}")
    return "\u00a0; ".join(parts)
