"""The page of a section: its figures, its breakdowns, its texts and its files."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.engine.form.meanings import meanings_of
from reporting.filling.page.boxes import BoxContents, saved_faults
from reporting.filling.page.breakdowns import Axis, AxisGroup, axes_of, group_axes
from reporting.filling.page.question_kinds import FigureRow, FileQuestion, Heading, TextQuestion
from reporting.filling.page.questions import figure_row, file_question, text_question
from reporting.filling.posted import Reading, has_box
from reporting.lines.presenters import SectionView
from reporting.models import Line, Report

KINDS = [
    ("nombre", "123", "Nombre"),
    ("zero", "0", "0 confirmé"),
    ("so", "s.\u00a0o.", "sans objet"),
    ("nd", "n.\u00a0d.", "non disponible"),
]


@dataclass(frozen=True)
class SectionPage:
    """The questions of a section in the order of its page, with the words beside each part."""

    figures: list[Heading | FigureRow]
    axes: list[Axis]
    texts: list[TextQuestion]
    files: list[FileQuestion]
    is_money: bool
    has_boxes: bool

    @property
    def title(self) -> str:
        return "Les sommes" if self.is_money else "Les chiffres"

    @property
    def axis_groups(self) -> list[AxisGroup]:
        return group_axes(self.axes, is_money=self.is_money)

    @property
    def axes_title(self) -> str:
        return "Les sommes" if self.is_money else "La ventilation"

    @property
    def axes_lead(self) -> str:
        if self.is_money:
            return "Une somme par ligne. On peut aussi écrire 0, so ou nd."
        return (
            "Une répartition à la fois, jamais deux croisées. "
            "Elle peut être partielle\u00a0: le reste devient «\u00a0non ventilé\u00a0»."
        )

    @property
    def texts_title(self) -> str:
        return "Le récit"

    @property
    def texts_lead(self) -> str:
        return "Il s’enregistre pendant que vous écrivez." if any(text.autosave for text in self.texts) else ""


def build_section_page(
    report: Report, section: SectionView, reading: Reading, data: Mapping[str, str] | None, *, may_write: bool
) -> SectionPage:
    """Return what the page of a section shows. `data`: what was just typed, when the page comes back."""
    lines = section.lines
    meanings = meanings_of(report, frozenset(line.key for line in lines))
    boxes = BoxContents(report, reading, data, may_write, saved_faults(section) if data is None else {}, meanings)
    axes = [axis for line in lines if line.kind != Line.Kind.FILE for axis in axes_of(line, boxes)]
    figures = [figure_row(line, boxes) for line in lines if has_box(line) or line.kind == Line.Kind.HEADING]
    return SectionPage(
        figures=figures if any(not isinstance(figure, Heading) for figure in figures) else [],
        axes=axes,
        texts=[text_question(line, boxes) for line in lines if line.kind == Line.Kind.TEXT],
        files=[file_question(line, boxes) for line in lines if line.kind == Line.Kind.FILE],
        is_money=bool(axes) and all(line.kind != Line.Kind.FIGURE for line in lines),
        has_boxes=may_write and any(line.is_open for line in lines if line.kind != Line.Kind.FILE),
    )


def saved_from(section: SectionView, page: str) -> bool:
    """Whether an open page saved some answer of its section by itself while it was filled."""
    answers = [line.answer for line in section.lines]
    answers += [band.answer for line in section.lines for band in line.bands]
    return bool(page) and any(answer is not None and answer.saved_from == page for answer in answers)
