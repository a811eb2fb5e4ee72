"""The boxes of a section in the order of its page, as the rows of a workbook: which are open, and what they say."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.filling.offline.written import Written, text_words, written_answer
from reporting.filling.page.error_summary import label_of
from reporting.filling.posted import asked_bands, box_name, has_box, is_fixed
from reporting.lines.presenters import BandView, LineView, SectionView
from reporting.models import Answer, Line


@dataclass(frozen=True)
class OfflineBox:
    """One box of a line, or of one of its bands. `is_open`: whether its cells may be filled by who may write."""

    line: LineView
    band: BandView | None = None

    @property
    def mark(self) -> str:
        """What names its row in a workbook."""
        return f"{self.line.key}/{self.band.key}" if self.band else self.line.key

    @property
    def name(self) -> str:
        """The name of its box on the section's page."""
        return box_name(self.line.key, self.band.key if self.band else "")

    @property
    def label(self) -> str:
        return f"{label_of(self.line)}, {self.band.words}" if self.band else label_of(self.line)

    @property
    def question(self) -> str:
        """What its row is called in a workbook."""
        return text_words(self.band.words if self.band else self.line.words)

    @property
    def is_text(self) -> bool:
        return self.line.kind == Line.Kind.TEXT

    @property
    def is_computed(self) -> bool:
        """Whether the portal computes it: it is corrected on its page, with a reason."""
        if self.band is None:
            return is_fixed(self.line)
        if self.band.key not in {band.key for band in asked_bands(self.line)}:
            return True
        return is_fixed(self.line) and not self.band.dimension and self.band.computed is not None

    @property
    def is_open(self) -> bool:
        return self.line.is_open and not self.is_computed

    @property
    def answer(self) -> Answer | None:
        return self.band.answer if self.band else self.line.answer

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def written(self) -> Written:
        """What it says now."""
        if self.is_text:
            return Written(text=text_words(self.line.narrative))
        if self.band:
            return written_answer(self.band.state, self.band.value)
        return written_answer(self.line.state, self.line.value, self.line.denominator)

    @property
    def past(self) -> str:
        if self.band:
            return self.band.past
        return self.line.past.text if self.line.past and not self.is_text else ""


def figure_boxes(section: SectionView) -> list[OfflineBox]:
    return [OfflineBox(line) for line in section.lines if has_box(line)]


def band_boxes(line: LineView) -> list[OfflineBox]:
    """Return the boxes of a line's parts, then of its axes in their order."""
    of_axes = [band for axis in line.axes for band in axis.bands]
    return [OfflineBox(line, band) for band in (*line.parts, *of_axes)]


def text_boxes(section: SectionView) -> list[OfflineBox]:
    return [OfflineBox(line) for line in section.lines if line.kind == Line.Kind.TEXT]


def boxes_of(section: SectionView) -> Iterator[OfflineBox]:
    """Yield every box of a section."""
    yield from figure_boxes(section)
    for line in section.lines:
        yield from band_boxes(line)
    yield from text_boxes(section)
