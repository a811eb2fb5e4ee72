"""The breakdown of a line as the page of its section shows it: one axis at a time, never two crossed."""

from dataclasses import dataclass, field
from itertools import groupby

from reporting.filling.autosave import SaveState
from reporting.filling.page.boxes import Autosave, Box, BoxContents, state_place
from reporting.filling.page.notes import carried_notes, closed_notes, money_notes
from reporting.filling.page.questions import number_keyboard
from reporting.filling.posted import asked_bands
from reporting.filling.repeat_previous import last_year, proposed
from reporting.filling.typed_values import shown_number
from reporting.lines.presenters import AxisView, BandView, LineView
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.phrases import capital

WRITTEN_ANSWERS = {"na": "so", "nd": "nd", "zero": "0"}


@dataclass(frozen=True)
class Cell:
    """One part of an axis. `reason`: why its computed sum is corrected, None while it is not."""

    words: str
    box: Box
    shown: str
    past: str
    reason: Box | None
    lang: str = ""


@dataclass(frozen=True)
class Rest:
    """What no part of a breakdown holds, now and the period before."""

    text: str
    past: str


@dataclass(frozen=True)
class Axis:
    """The parts of a line in one table. `rest` is None for money; `autosave` is None when nothing of it is asked.

    `repeats`: the line whose sums of the period before one click puts in the boxes; `proposes`: the line of which the
    portal knows some.
    """

    name: str
    line_words: str
    caption: str
    head: str
    cells: list[Cell]
    total: str
    past_total: str
    autosave: Autosave | None
    rest: Rest | None = None
    total_number: str = ""
    total_note: str = ""
    error: str = ""
    repeats: str = ""
    proposes: str = ""
    is_optional: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def has_past(self) -> bool:
        return bool(self.past_total) or any(cell.past for cell in self.cells)

    @property
    def is_begun(self) -> bool:
        return bool(self.error) or any(cell.box.value or cell.box.error for cell in self.cells)


@dataclass(frozen=True)
class AxisGroup:
    """The axes of one line, folded until one of them is begun; money is never folded."""

    words: str
    axes: list[Axis]
    is_folded: bool


def axes_of(line: LineView, boxes: BoxContents) -> list[Axis]:
    """Return the tables of a line: its parts of money or by agreement first, then its breakdowns."""
    breakdowns = [_breakdown_axis(line, axis, boxes) for axis in line.axes]
    return [_money_axis(line, boxes), *breakdowns] if line.parts else breakdowns


def group_axes(axes: list[Axis], *, is_money: bool) -> list[AxisGroup]:
    """Return the axes grouped by their line, in the order of the page."""
    by_line = [(words, list(group)) for words, group in groupby(axes, key=lambda axis: axis.line_words)]
    return [
        AxisGroup(words, group, is_folded=not is_money and not any(axis.is_begun for axis in group))
        for words, group in by_line
    ]


def _money_axis(line: LineView, boxes: BoxContents) -> Axis:
    name = f"axe-{line.key}-parts"
    return Axis(
        name=name,
        line_words=_with_number(line, line.words),
        caption=_with_number(line, line.words),
        head=capital(line.part_noun),
        cells=[_cell(line, band, boxes, number_keyboard(line)) for band in line.parts],
        total=_total(line),
        total_note=line.left_out,
        past_total=line.past.text if line.past else "",
        autosave=_autosave(line, line.parts, name, boxes),
        repeats=line.key if boxes.may_write and last_year(line) else "",
        proposes=line.key if boxes.may_write and proposed(line) else "",
        is_optional=not line.line.required,
        notes=[*money_notes(line), *_carried(line.parts), *closed_notes(boxes.report, line, boxes.may_write)],
    )


def _breakdown_axis(line: LineView, axis: AxisView, boxes: BoxContents) -> Axis:
    name = f"axe-{line.key}-{axis.key}"
    return Axis(
        name=name,
        line_words=_with_number(line, line.words),
        caption=_with_number(line, f"{line.words}, par {axis.words[:1].lower()}{axis.words[1:]}"),
        head=axis.words,
        cells=[_cell(line, band, boxes) for band in axis.bands],
        total=_total(line),
        past_total=line.past.text if line.past else "",
        autosave=_autosave(line, axis.bands, name, boxes),
        rest=Rest(_rest_text(axis.unbroken), _rest_text(axis.past_unbroken)),
        total_number=shown_number(line.value),
        error=_over_words(axis, line),
        notes=_carried(axis.bands),
    )


def _carried(bands: list[BandView]) -> list[str]:
    return carried_notes(*(band.carried_from for band in bands))


def _cell(line: LineView, band: BandView, boxes: BoxContents, inputmode: str = "numeric") -> Cell:
    saved = WRITTEN_ANSWERS.get(band.state, shown_number(band.value))
    box = boxes.answer_box(line, saved, band_key=band.key, inputmode=inputmode)
    reason = boxes.side_box(f"{box.name}-motif", band.override_reason)
    is_asked = band.is_overridden or reason.value or reason.error
    return Cell(band.words, box, band.text, band.past, reason if is_asked else None, line.lang)


def _autosave(line: LineView, bands: list[BandView], name: str, boxes: BoxContents) -> Autosave | None:
    asked = {band.key for band in asked_bands(line)}
    is_asked = any(band.key in asked for band in bands)
    return boxes.autosave(line, SaveState(state_place(name))) if is_asked else None


def _with_number(line: LineView, words: str) -> str:
    return f"{line.number} {words}".strip()


def _total(line: LineView) -> str:
    return line.text if line.text != BLANK else ""


def _rest_text(rest: int | None) -> str:
    return "" if rest is None else format_number(rest)


def _over_words(axis: AxisView, line: LineView) -> str:
    if line.value is None or axis.total <= line.value:
        return ""
    return f"La ventilation compte {format_number(axis.total)}, le total en compte {line.text}."
