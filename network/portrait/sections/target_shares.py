"""Which part of a target is reached, as a cell of a table and as marks on a scale that all targets share. Pure."""

from collections.abc import Iterable
from fractions import Fraction

from network.consolidation.figures.comparison import ALL_WORK
from network.drawing.dots import Dots, dots_on
from network.drawing.scales import Scale, scale_to
from roriq_portal.files.spreadsheets import Cell, rate_cell
from roriq_portal.formats.rates import round_rate
from services.counting.achievement import LONGEST_BAR, SHORT_OF

WHOLE = Fraction(100)


def target_notes(targets: Iterable[object]) -> tuple[str, ...]:
    """Return what to read beside targets that annual reports are compared with; nothing where there is none."""
    return (ALL_WORK,) if any(target is not None for target in targets) else ()


def shares_scale() -> Scale:
    """Return the scale of shares, in per cent of the target; what is more stands at its end, the number says it."""
    return scale_to([LONGEST_BAR])


def share_dots(scale: Scale, share: Fraction | None, *, is_short: bool, others: Iterable[Fraction] = ()) -> Dots:
    """Return the mark of a share beside its target. `others`: unnamed points."""
    own = None if share is None else min(share, LONGEST_BAR)
    return dots_on(scale, own, goal=WHOLE, is_short=is_short, others=[min(other, LONGEST_BAR) for other in others])


def share_cell(share: Fraction | None) -> Cell:
    """Return a share as a file writes it, on its own side of what is short; nothing where there is none."""
    return None if share is None else rate_cell(share, 100, round_rate(share, 100, thresholds=[SHORT_OF]))
