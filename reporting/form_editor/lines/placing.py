"""The order of a draft: sections, and in each its lines. Moved by saying after which they stand; numbered by tens."""

from reporting.models import Line, Section, TemplateVersion

STEP = 10


def place_of(draft: TemplateVersion, stands: str) -> tuple[Section, Line | None]:
    """Return the section, and the line before, of « s:KEY » or « l:KEY »; the last section where neither is there."""
    kind, _, key = stands.partition(":")
    before = draft.lines.select_related("section").filter(key=key).first() if kind == "l" else None
    if before:
        return before.section, before
    section = draft.sections.filter(key=key).first() if kind == "s" else None
    return section or draft.sections.order_by("order").last() or first_section(draft), None


def first_section(draft: TemplateVersion) -> Section:
    return Section.objects.create(version=draft, key="partie-1", order=STEP, words="Première partie")


def stand_after(line: Line, before: Line | None) -> None:
    """Put a line of a draft after another of its section, or first in it; all lines are numbered again."""
    others = _in_order(line.version, without=line)
    if before is None:
        place = next((rank for rank, row in enumerate(others) if row.section_id == line.section_id), None)
        if place is None:
            place = sum(1 for row in others if row.section.order < line.section.order)
    else:
        place = next(rank for rank, row in enumerate(others) if row.pk == before.pk) + 1
    number_again([*others[:place], line, *others[place:]])


def _in_order(version: TemplateVersion, without: Line | None = None) -> list[Line]:
    rows = version.lines.select_related("section").order_by("section__order", "order", "pk")
    return [row for row in rows if without is None or row.pk != without.pk]


def number_again(lines: list[Line]) -> None:
    """Give lines the numbers of their order; those that have them already are not written."""
    moved = []
    for rank, line in enumerate(lines, 1):
        if line.order != rank * STEP:
            line.order = rank * STEP
            moved.append(line)
    Line.objects.bulk_update(moved, ["order"])


def section_after(section: Section, before: Section | None) -> None:
    """Put a section after another, or first; its lines follow."""
    others = [row for row in section.version.sections.order_by("order", "pk") if row.pk != section.pk]
    place = 0 if before is None else next(rank for rank, row in enumerate(others) if row.pk == before.pk) + 1
    rows = [*others[:place], section, *others[place:]]
    for rank, row in enumerate(rows, 1):
        row.order = rank * STEP
    Section.objects.bulk_update(rows, ["order"])
    number_again(_in_order(section.version))
