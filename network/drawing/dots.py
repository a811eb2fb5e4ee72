"""The marks of a row on a scale that all rows of a table share: two years, a target, others. No I/O, no HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.drawing.scales import Exact, Scale


@dataclass(frozen=True)
class Dots:
    """What `dot_row.svg` draws: places on the scale, empty where there is none. `others`: points without a name.

    `is_short`: under 85 % of the target. A masked number has no place: it would tell it.
    """

    now: str
    before: str = ""
    goal: str = ""
    is_short: bool = False
    others: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        return bool(self.now and self.before)


@dataclass(frozen=True)
class Legend:
    """What the marks of the rows say, in words; empty where no row has such a mark. `lines`: the numbers of the pale
    lines, which a narrow screen has no axis for.
    """

    point: str
    tick: str = "cible"
    ring: str = ""
    other: str = ""
    has_short: bool = False
    lines: str = ""


def dots_on(
    scale: Scale,
    now: Exact | None,
    before: Exact | None = None,
    goal: Exact | None = None,
    *,
    is_short: bool = False,
    others: Iterable[Exact] = (),
) -> Dots:
    """Return where the marks of a row stand; None: no mark."""
    return Dots(
        scale.place(now),
        scale.place(before),
        scale.place(goal),
        is_short,
        tuple(scale.place(value) for value in others),
    )
