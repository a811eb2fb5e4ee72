"""The cells that a line asks, and how each was answered: from records, by another answer, by hand, or not yet. Pure."""

from enum import StrEnum

from reporting.lines.presenters import BandView, LineView
from reporting.models import Line
from services.models.declaration import AnswerState

FROM_LINES = "lines"


class Way(StrEnum):
    """How one cell was answered."""

    RECORDS = "records"
    REUSED = "reused"
    HAND = "hand"
    EMPTY = "empty"


def cells_of(line: LineView) -> dict[str, Way]:
    """Return band key → `Way` of each cell that the line asks; its own cell has an empty key.

    A heading asks nothing. A line made of parts asks each part, and its total follows; « s. o. » is an answer.
    """
    if line.kind == Line.Kind.HEADING:
        return {}
    if line.parts or line.line.for_each:
        return {part.key: _part(line, part) for part in line.parts}
    return {"": _own(line)} | {band.key: _band(line, band) for band in line.bands}


def _own(line: LineView) -> Way:
    if not line.is_answered:
        return Way.EMPTY
    if line.carried_from:
        return Way.REUSED
    figure = line.figure
    if figure is None or line.is_overridden:
        return Way.HAND
    if not figure.is_declared:
        return _computed(line)
    answer = line.answer
    is_here = answer is not None and answer.declaration_id == figure.origin.declaration_id
    return Way.HAND if is_here else Way.REUSED


def _computed(line: LineView) -> Way:
    """A line made of other lines says again what they say."""
    return Way.REUSED if line.figure and line.figure.origin.source == FROM_LINES else Way.RECORDS


def _part(line: LineView, part: BandView) -> Way:
    if not part.is_answered:
        return Way.EMPTY
    if part.carried_from:
        return Way.REUSED
    return _computed(line) if part.computed is not None and part.computed == part.value else Way.HAND


def _band(line: LineView, band: BandView) -> Way:
    if not band.is_answered:
        return Way.EMPTY
    if band.carried_from:
        return Way.REUSED
    answer = band.answer
    if line.figure and line.figure.is_declared:
        is_here = answer is not None and answer.state != AnswerState.BLANK and answer.value == band.value
        return Way.HAND if is_here else Way.REUSED
    return Way.RECORDS if band.computed is not None and band.computed == band.value else Way.HAND
