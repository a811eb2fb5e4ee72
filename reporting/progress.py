"""How far a report has come: what is missing, and the state of each section. One list for the page and for the refusal."""

from dataclasses import dataclass

from reporting.boxes import build_boxes
from reporting.lineviews import Missing, SectionView
from reporting.models import Report


@dataclass(frozen=True)
class SectionState:
    """`state`: complete, begun, todo or not_offered; `missing` counts what stops the filing."""

    key: str
    title: str
    component: int | None
    missing: int
    total: int
    words: str
    state: str
    state_words: str


def missing_items(report: Report, sections: list[SectionView] | None = None) -> list[Missing]:
    """Return what is missing or does not hold, in the form's order. An item of level `error` refuses the filing."""
    sections = build_boxes(report) if sections is None else sections
    return [item for section in sections if section.is_offered for item in section.missing]


def section_states(report: Report, sections: list[SectionView] | None = None) -> list[SectionState]:
    """Return the task list's rows; pass the boxes when they are already built, and no query is made."""
    sections = build_boxes(report) if sections is None else sections
    return [
        SectionState(
            section.key,
            section.title,
            section.component,
            len(section.errors),
            section.total,
            section.words,
            section.state,
            section.state_words,
        )
        for section in sections
    ]
