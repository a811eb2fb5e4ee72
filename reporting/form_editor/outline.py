"""The lines of a form beside the one that is open: by section, each with how it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.engine.form.faults import Fault
from reporting.engine.money_lines import accounts_fill
from reporting.models import Line, Section, TemplateVersion

# Whose parts have no meaning for the portal where they have no axis
COUNTED = (Line.Source.RECORDS, Line.Source.PARTNERS, Line.Source.HOUSEHOLDS)
FILLED = (*COUNTED, Line.Source.POSITIONS, Line.Source.LINES)


@dataclass(frozen=True)
class OutlineLine:
    """`how`: « rempli », « question », « titre »; `stops`: it stops the publication."""

    line: Line
    how: str
    is_filled: bool
    stops: bool


@dataclass(frozen=True)
class OutlineSection:
    section: Section
    lines: list[OutlineLine]


@dataclass(frozen=True)
class Outline:
    sections: list[OutlineSection]

    @property
    def lines(self) -> list[OutlineLine]:
        return [line for section in self.sections for line in section.lines]

    @property
    def filled(self) -> int:
        return sum(1 for line in self.lines if line.is_filled)

    def around(self, key: str) -> tuple[Line | None, Line | None]:
        """Return the lines before and after one."""
        lines = [row.line for row in self.lines]
        rank = next((place for place, line in enumerate(lines) if line.key == key), None)
        if rank is None:
            return None, None
        return (lines[rank - 1] if rank else None), (lines[rank + 1] if rank + 1 < len(lines) else None)

    def rank(self, key: str) -> int:
        """Return the place of a line, from 1; 0 of one that is not there."""
        return next((place for place, row in enumerate(self.lines, 1) if row.line.key == key), 0)


def read_outline(version: TemplateVersion, faults: Iterable[Fault]) -> Outline:
    """Return the lines of a version by section, empty sections too. Three queries."""
    stopping = {fault.line_key for fault in faults}
    lines = list(version.lines.select_related("section").prefetch_related("bands").order_by("order", "pk"))
    return Outline(
        [
            OutlineSection(section, [_outlined(row, stopping) for row in lines if row.section_id == section.pk])
            for section in version.sections.order_by("order", "pk")
        ]
    )


def fills_by_itself(line: Line) -> bool:
    """Whether a line is a figure as soon as something is recorded; its parts may still be asked."""
    if line.source == Line.Source.AGREEMENTS:
        return accounts_fill({band.key for band in line.bands.all()})
    has_loose_parts = any(band.dimension_id is None for band in line.bands.all())
    return line.source in FILLED and not (line.source in COUNTED and has_loose_parts)


def _outlined(line: Line, stopping: set[str]) -> OutlineLine:
    is_filled = fills_by_itself(line)
    how = "titre" if line.kind == Line.Kind.HEADING else "rempli" if is_filled else "question"
    return OutlineLine(line, how, is_filled, line.key in stopping)
