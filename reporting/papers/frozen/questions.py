"""The questions of a report counted: its cells by how they were answered, and what each line asks about whom."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NotRequired, TypedDict

from reporting.engine.report_context import ReportContext, context_of
from reporting.lines.cells import Way, cells_of
from reporting.lines.presenters import LineView, SectionView
from reporting.models import Line, QuestionCount, Report, Version

HOURS = ("F.01",)
FIELDS = {Way.RECORDS: "from_records", Way.REUSED: "reused", Way.HAND: "by_hand", Way.EMPTY: "unanswered"}


class LineCount(TypedDict):
    """What one line asks: `days`, the last one excluded, `agreement` when only what is charged to it, places.

    `own`: the `Way` of its own cell; `axes`: dimension → `Way` → how many cells, the parts of a line under an empty
    key. `text`: the answer of a figure, as printed; `corrected`: a person's figure stands in the place of the records'.
    """

    days: NotRequired[list[str]]
    agreement: NotRequired[int]
    mrcs: NotRequired[list[int]]
    regions: NotRequired[list[int]]
    own: NotRequired[str]
    axes: NotRequired[dict[str, dict[str, int]]]
    text: NotRequired[str]
    corrected: NotRequired[bool]


def count_questions(
    report: Report, sections: Iterable[SectionView], *, now: datetime, version: Version | None = None
) -> QuestionCount:
    """Write how many questions a report asks, in the place of an earlier count; return it. The report is locked.

    `version`: the one that these sections were just frozen in; without one they are those of a draft. IntegrityError:
    a version was counted, which no draft replaces.
    """
    lines = [line for section in sections if section.is_offered for line in section.lines]
    cells = Counter(way for line in lines for way in cells_of(line).values())
    context = context_of(report) if any(line.line.place != Line.Place.ANYWHERE for line in lines) else None
    state, hours = _hours(lines)
    values = {name: cells[way] for way, name in FIELDS.items()} | {
        "version": version,
        "counted_at": now,
        "hours": hours,
        "hours_state": state,
        "lines": {line.key: line_count(line, report, context) for line in lines if line.kind != Line.Kind.HEADING},
    }
    return QuestionCount.objects.update_or_create(report=report, defaults=values)[0]


def line_count(line: LineView, report: Report, context: ReportContext | None) -> LineCount:
    """Return what one line asks and how it was answered, as a count keeps it."""
    count: LineCount = {}
    ways = cells_of(line)
    if "" in ways:
        count["own"] = ways.pop("")
    dimensions = {band.key: band.dimension for band in line.bands}
    axes: dict[str, dict[str, int]] = {}
    for key, way in ways.items():
        axis = axes.setdefault(dimensions[key], {})
        axis[way] = axis.get(way, 0) + 1
    if axes:
        count["axes"] = axes
    if line.line.is_number:
        count |= _population(line, report, context)
        count["text"] = line.text
    if line.is_overridden or any(part.is_overridden for part in line.parts):
        count["corrected"] = True
    return count


def _population(line: LineView, report: Report, context: ReportContext | None) -> LineCount:
    """Whom a figure counts: its days, the agreement it is charged to, the places it stops at."""
    whom: LineCount = {}
    if line.days:
        whom["days"] = [line.days.lower.isoformat(), line.days.upper.isoformat()]
    if report.agreement and line.line.scope == Line.Scope.CHARGED:
        whom["agreement"] = report.agreement.pk
    mrcs, regions = (context.places(line.line) if context else None) or ((), ())
    if mrcs:
        whom["mrcs"] = sorted(mrcs)
    if regions:
        whom["regions"] = sorted(regions)
    return whom


def _hours(lines: Iterable[LineView]) -> tuple[str, Decimal | None]:
    """The state and the number of the hours spent on accountability; nothing where no line asks them."""
    said = next((line for line in lines if line.line.codes == HOURS), None)
    return (str(said.state), said.value) if said else ("", None)
