"""Two tracks of ages: what records carry above, what the funder asks below, with the limits that cut. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.engine.form.spec import FormSpec, LineSpec
from roriq_portal.formats.phrases import agree

# The drawing: a unit of its width an age; what has no end stops a little after the last limit
AGES = "age"
RECORDED_AT, ASKED_AT, HEIGHT = 24.0, 66.0, 22.0
LEFT, WIDTH, OPEN_YEARS, GAP, ROOM = 6.0, 368.0, 7, 1.0, 15.0


@dataclass(frozen=True)
class Bar:
    """A band of ages on its track, in the drawing's units; `is_cut`: a limit of the other track goes through it."""

    x: str
    width: str
    y: str
    height: str
    is_cut: bool


@dataclass(frozen=True)
class Mark:
    """The first age of a band, written under or over its track."""

    x: str
    words: str
    cuts: bool = False


@dataclass(frozen=True)
class AgeTracks:
    recorded: tuple[Bar, ...]
    asked: tuple[Bar, ...]
    recorded_marks: tuple[Mark, ...]
    asked_marks: tuple[Mark, ...]
    limits: tuple[Mark, ...]
    words: str


Ages = tuple[int, int | None]


def age_tracks(line: LineSpec, form: FormSpec) -> AgeTracks | None:
    """Return the two tracks of a saved line; None where it asks no ages, or where records carry none."""
    asked = [(band.age_from, band.age_to) for band in line.bands if band.age_from is not None]
    recorded = sorted(
        (row.age_from, row.age_to)
        for row in form.categories.values()
        if row.dimension == AGES and row.age_from is not None
    )
    if not asked or not recorded:
        return None
    cutting = sorted({limit for limit in _limits(asked) if any(_goes_through(limit, ages) for ages in recorded)})
    scale = _Scale([*recorded, *asked])
    return AgeTracks(
        recorded=scale.bars(recorded, RECORDED_AT, [_is_cut(ages, cutting) for ages in recorded]),
        asked=scale.bars(asked, ASKED_AT, [bool(_limits([ages]) & set(cutting)) for ages in asked]),
        recorded_marks=scale.marks(recorded, ()),
        asked_marks=scale.marks(asked, cutting),
        limits=scale.marks([(limit, None) for limit in cutting], cutting),
        words=_said(cutting),
    )


def _limits(bands: Sequence[Ages]) -> set[int]:
    """The ages at which a band begins, and those at which another would begin after it."""
    return {first for first, _ in bands} | {last + 1 for _, last in bands if last is not None}


def _goes_through(limit: int, ages: Ages) -> bool:
    first, last = ages
    return first < limit and (last is None or limit <= last)


def _is_cut(ages: Ages, cutting: Sequence[int]) -> bool:
    return any(_goes_through(limit, ages) for limit in cutting)


def _said(cutting: Sequence[int]) -> str:
    if not cutting:
        return "Ce que les fiches portent entre tout entier dans ce qui est demandé."
    ages = [f"{limit}\u00a0ans" for limit in cutting]
    named = ages[0] if len(ages) == 1 else f"{', '.join(ages[:-1])} et {ages[-1]}"
    begin = "La limite de" if len(ages) == 1 else "Les limites de"
    cut = f"{agree(len(ages), 'coupe', 'coupent')} des tranches inscrites"
    return f"{begin} {named} {cut}\u00a0: l’âge sera demandé où les fiches les portent."


def _lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the lane of each span: the first where it meets no wider one."""
    lanes = dict.fromkeys(range(len(spans)), 0)
    placed: list[int] = []
    for rank in sorted(lanes, key=lambda rank: (spans[rank][0] - spans[rank][1], spans[rank][0])):
        start, end = spans[rank]
        met = {lanes[other] for other in placed if spans[other][0] < end and start < spans[other][1]}
        lanes[rank] = next(lane for lane in range(len(spans)) if lane not in met)
        placed.append(rank)
    return list(lanes.values())


class _Scale:
    """From ages to the width of the drawing."""

    def __init__(self, bands: Sequence[Ages]):
        self.first = min(first for first, _ in bands)
        self.last = max(max(first, -1 if last is None else last + 1) for first, last in bands) + OPEN_YEARS

    def _x(self, age: int) -> float:
        return LEFT + WIDTH * (age - self.first) / (self.last - self.first)

    def bars(self, bands: Sequence[Ages], top: float, cut: Sequence[bool]) -> tuple[Bar, ...]:
        """Return a track: bands that share ages stand under each other, the wide ones on top."""
        lanes = _lanes([(first, self.last if last is None else last + 1) for first, last in bands])
        height = HEIGHT / (max(lanes) + 1)
        return tuple(
            self._bar(ages, top + lane * height, height, is_cut)
            for ages, lane, is_cut in zip(bands, lanes, cut, strict=True)
        )

    def _bar(self, ages: Ages, y: float, height: float, is_cut: bool) -> Bar:
        first, last = ages
        start, end = self._x(first), self._x(self.last if last is None else last + 1)
        width = max(end - start - GAP, GAP)
        return Bar(f"{start:.1f}", f"{width:.1f}", f"{y:.1f}", f"{max(height - GAP, GAP):.1f}", is_cut)

    def marks(self, bands: Sequence[Ages], cutting: Sequence[int]) -> tuple[Mark, ...]:
        """Return the first ages; one too near to that before it is not written, unless it cuts."""
        marks: list[Mark] = []
        last = -ROOM
        for first, _ in sorted(bands):
            if first in cutting or self._x(first) - last >= ROOM:
                last = self._x(first)
                marks.append(Mark(f"{last:.1f}", str(first), first in cutting))
        return tuple(marks)
