"""The breakdown of a line as the page of its section shows it: one axis at a time, never two crossed."""

from dataclasses import dataclass, field

from reporting.filling.autosave import SaveState


@dataclass(frozen=True)
class Cell:
    name: str
    words: str
    value: str
    shown: str
    past: str
    error: str
    asks_reason: bool = False
    reason: str = ""
    reason_error: str = ""


@dataclass(frozen=True)
class Axis:
    name: str
    caption: str
    head: str
    cells: list[Cell]
    is_fixed: bool
    has_rest: bool
    unbroken: str
    total: str
    total_number: str
    past_unbroken: str
    past_total: str
    error: str
    inputmode: str
    line_words: str = ""
    repeats: str = ""
    is_optional: bool = False
    notes: list[str] = field(default_factory=list)
    autosave_url: str = ""
    state: SaveState | None = None

    @property
    def has_past(self) -> bool:
        return bool(self.past_total) or any(cell.past for cell in self.cells)

    @property
    def is_begun(self) -> bool:
        return bool(self.error) or any(cell.value or cell.error for cell in self.cells)


@dataclass(frozen=True)
class AxisGroup:
    """The axes of one line, folded until one of them is begun; money is never folded."""

    words: str
    axes: list[Axis]
    is_folded: bool
