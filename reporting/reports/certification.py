"""Sections as the direction certifies them: what each will say, what changed since the last version, its remarks."""

import json
from dataclasses import dataclass

from reporting.lines.presenters import SectionView
from reporting.models import Comment, Report, Version
from reporting.papers.differences import differences
from reporting.papers.reading.version import SectionReading, read_content
from reporting.papers.sections.section_content import section_content


@dataclass(frozen=True)
class Certified:
    """One section before certification. `moved`: it differs from the last version; `texts`: the texts that do."""

    view: SectionView
    reading: SectionReading
    moved: bool
    texts: list[str]

    @property
    def remarks(self) -> list[Comment]:
        return [comment for line in self.view.lines for comment in line.comments]


def certified(report: Report, sections: list[SectionView], last: Version | None) -> list[Certified]:
    """Return all that a certification would freeze now, section by section. Pure: `last` is read, nothing is asked."""
    content = {
        "sections": [section_content(section, report.kind) for section in sections],
        "past_period_words": past_period(sections),
        "period_short": report.period_short,
        "version": {"code": ""},
    }
    changes = differences(json.loads(last.content), content) if last else None
    readings = read_content({**content, "changes": changes}, "").sections
    return [_certified(view, reading, changes) for view, reading in zip(sections, readings, strict=True)]


def past_period(sections: list[SectionView]) -> str:
    """Return the words of the period that stands before; nothing when none of the lines has a past."""
    pasts = [line.past for section in sections for line in section.lines if line.past]
    return pasts[0].period if pasts else ""


def _certified(view: SectionView, reading: SectionReading, changes: dict | None) -> Certified:
    """Changes of sums are by section, of figures by line, of texts by the heading of both."""
    if changes is None:
        return Certified(view, reading, False, [])
    changed_keys = {row["line_key"] for row in changes["figures"]}
    own = f"{view.title}, "
    texts = [words.removeprefix(own) for words in changes["texts"] if words.startswith(own)]
    moved = bool(texts) or view.key in changed_keys or any(line.key in changed_keys for line in view.lines)
    return Certified(view, reading, moved, texts)
