"""The boxes of a section's page: the text just typed, else the saved answer, and the refusal of either."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from reporting.engine.form.meanings import LineMeaning
from reporting.filling.autosave import SaveState
from reporting.filling.posted import Reading, box_name
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Report


@dataclass(frozen=True)
class Box:
    """One field of the form, with the sentence that refuses what is in it."""

    name: str
    value: str
    error: str
    inputmode: str = "numeric"


@dataclass(frozen=True)
class Autosave:
    """Where a question saves itself while it is filled, and the state shown beside it."""

    url: str
    state: SaveState


@dataclass(frozen=True)
class BoxContents:
    """`data`: what was just typed, None when the page is opened; `saved_faults`: box → what is wrong in it.

    `meanings`: line → what its indicators count.
    """

    report: Report
    reading: Reading
    data: Mapping[str, str] | None
    may_write: bool
    saved_faults: Mapping[tuple[str, str], str]
    meanings: Mapping[str, tuple[LineMeaning, ...]]

    def is_open(self, line: LineView) -> bool:
        return line.is_open and self.may_write

    def typed(self, name: str, saved: str) -> str:
        return self.data.get(name, saved) if self.data is not None else saved

    def answer_box(self, line: LineView, saved: str, *, band_key: str = "", inputmode: str = "numeric") -> Box:
        """Return the box of a line, or of one of its bands, with what was refused or does not hold."""
        name = box_name(line.key, band_key)
        error = self.reading.errors.get(name, "") or self.saved_faults.get((line.key, band_key), "")
        return Box(name, self.typed(name, saved), error, inputmode)

    def side_box(self, name: str, saved: str) -> Box:
        """Return a box that completes an answer: a denominator, the reason of a correction."""
        return Box(name, self.typed(name, saved), self.reading.errors.get(name, ""))

    def autosave(self, line: LineView, state: SaveState) -> Autosave | None:
        """Return how an open line saves itself; None for a closed one."""
        if not self.is_open(line):
            return None
        return Autosave(reverse("reporting:answer-autosave", args=[self.report.pk, line.key]), state)


def saved_faults(section: SectionView) -> dict[tuple[str, str], str]:
    """Return (line key, band key) → sentence, for each saved answer that contradicts another."""
    return {(item.line_key, item.band_key): item.words for item in section.errors if item.is_wrong}


def state_place(name: str) -> str:
    """Return the id of the element where the saving of a box is reported."""
    return f"{name}-etat"
