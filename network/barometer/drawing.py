"""The marks of a measure: its row on one scale from 0 to 100 %, and its five years. No I/O, no HTML."""

from dataclasses import dataclass
from decimal import Decimal

from network.barometer.sheet import Row, Sheet
from network.drawing.series import SHARES, Series, YearPoint, draw_series
from roriq_portal.formats.numbers import decimal_or_none

WHOLE = Decimal(100)


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
    points = [YearPoint(point.year, point.text, decimal_or_none(point.share)) for point in row.points]
    goal = decimal_or_none(row.threshold_share)
    words = f"seuil du réseau\u00a0: {row.threshold}" if row.threshold else ""
    return draw_series(points, WHOLE, SHARES, goal=goal, goal_words=words)
