"""A few years of one measure as a small drawing: points, the line between them, what breaks it. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

LEFT, STEP = 8, 46
LABEL_ABOVE, LABEL_BELOW = -8, 15
GOAL_ABOVE = -5
Exact = Decimal | Fraction | int


@dataclass(frozen=True)
class Frame:
    """Where the line of zero stands, and how high the top is above it, in units of the drawing."""

    base: float
    height: float


# Of percentages on one scale beside their threshold; of numbers, each on its own scale
SHARES, NUMBERS = Frame(76.5, 56.5), Frame(84.5, 64.5)


@dataclass(frozen=True)
class YearPoint:
    """One year. `value` None: not measured, or masked, and no mark is drawn; `text` is what its cell says.

    `breaks`: why it is not compared with the year before, empty where it is. `is_running`: the year is not over.
    """

    year: str
    text: str
    value: Exact | None
    breaks: tuple[str, ...] = ()
    is_running: bool = False


@dataclass(frozen=True)
class Mark:
    """A year of the drawing, « 2025-2026 »; `y` empty: no number to draw, and `sign` stands on the line of zero."""

    x: str
    y: str
    is_last: bool
    is_running: bool = False
    text: str = ""
    year: str = ""

    @property
    def sign(self) -> str:
        return self.text if len(self.text) < 3 else "–"


@dataclass(frozen=True)
class Series:
    """What `series.svg` draws. `path`: the years that follow each other; `running_path`: to the year that runs.

    `ruptures`: the x of each line that nothing crosses. `label_y`: where the last number stands; `begun`: the first
    year with a number, unless it is the last, and `begun_y` where its number stands.
    """

    path: str
    running_path: str
    marks: tuple[Mark, ...]
    ruptures: tuple[str, ...]
    goal_y: str
    goal_label_y: str
    label_y: str
    begun: Mark | None
    begun_y: str
    words: str

    @property
    def first(self) -> Mark:
        return self.marks[0]

    @property
    def last(self) -> Mark:
        return self.marks[-1]


def draw_series(
    points: Sequence[YearPoint], top: Exact, frame: Frame = NUMBERS, *, goal: Exact | None = None, goal_words: str = ""
) -> Series:
    """Return the drawing of two years or more, from zero to `top`. `goal`: a threshold, said as `goal_words`."""
    marks = tuple(_mark(rank, point, points, top, frame) for rank, point in enumerate(points))
    goal_y = _height(goal, top, frame)
    begun = next(((mark, after) for mark, after in pairwise(marks) if mark.y), ())
    return Series(
        path=" ".join(_runs(marks, points)),
        running_path=_running_path(marks, points),
        marks=marks,
        ruptures=tuple(_x(rank - 0.5) for rank, point in enumerate(points) if rank and point.breaks),
        goal_y=goal_y,
        goal_label_y=_moved(goal_y, GOAL_ABOVE),
        label_y=_label_y(marks[-1], marks[-2], frame),
        begun=begun[0] if begun else None,
        begun_y=_label_y(*begun, frame) if begun else "",
        words=_words(points, goal_words),
    )


def top_of(points: Iterable[YearPoint]) -> Exact:
    """Return the greatest number of a series, which its own scale ends with; 1 where there is none."""
    return max((point.value for point in points if point.value), default=1)


def _x(rank: float) -> str:
    return f"{LEFT + rank * STEP:g}"


def _mark(rank: int, point: YearPoint, points: Sequence[YearPoint], top: Exact, frame: Frame) -> Mark:
    y = _height(point.value, top, frame)
    return Mark(_x(rank), y, rank == len(points) - 1, point.is_running, point.text, point.year)


def _height(value: Exact | None, top: Exact, frame: Frame) -> str:
    return "" if value is None else f"{frame.base - float(Fraction(value) / Fraction(top)) * frame.height:.1f}"


def _moved(y: str, by: int) -> str:
    return f"{float(y) + by:.1f}" if y else ""


def _label_y(mark: Mark, neighbour: Mark, frame: Frame) -> str:
    """Return where the number of a point stands: under it where the line comes down to it, unless zero is too near."""
    falls = bool(mark.y and neighbour.y and float(mark.y) > float(neighbour.y))
    has_room = bool(mark.y) and float(mark.y) + LABEL_BELOW < frame.base
    return _moved(mark.y, LABEL_BELOW if falls and has_room else LABEL_ABOVE)


def _runs(marks: Sequence[Mark], points: Sequence[YearPoint]) -> Iterable[str]:
    """Return a line for each stretch of years that are compared; nothing crosses a missing year or a break."""
    run: list[str] = []
    for mark, point in zip(marks, points, strict=True):
        ends = not mark.y or point.is_running
        if ends or point.breaks:
            yield from _line(run)
            run = []
        if not ends:
            run.append(f"{mark.x} {mark.y}")
    yield from _line(run)


def _line(run: Sequence[str]) -> Iterable[str]:
    if len(run) > 1:
        yield f"M{'L'.join(run)}"


def _running_path(marks: Sequence[Mark], points: Sequence[YearPoint]) -> str:
    last, before = marks[-1], marks[-2]
    if not (points[-1].is_running and last.y and before.y) or points[-1].breaks:
        return ""
    return f"M{before.x} {before.y}L{last.x} {last.y}"


def _words(points: Sequence[YearPoint], goal_words: str) -> str:
    """Return the series in words: « 2023-2024 : 41 % ; 2024-2025 : 58 % ; seuil : 75 % »."""
    parts = []
    for rank, point in enumerate(points):
        rupture = f"rupture de série avant {point.year}, " if rank and point.breaks else ""
        parts.append(f"{rupture}{point.year}\u00a0: {point.text}")
    return "\u00a0; ".join([*parts, goal_words] if goal_words else parts)
