"""The same figure asked by several lines: what each means by it, and why an answer could not serve twice. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec
from reporting.lines.cells import Way
from reporting.models import Line
from reporting.monitoring.burden.facts import AskedReport
from reporting.monitoring.burden.reasons import Reason

# What the portal answers by itself where something says it
COMPUTED = frozenset(Line.Source) - {Line.Source.DECLARED, Line.Source.ASKED}
FormLines = Mapping[int, tuple[tuple[LineSpec, tuple[str, ...]], ...]]
Bands = frozenset[tuple[int | None, int | None, frozenset[str]]]


@dataclass(frozen=True)
class AskedLine:
    """One line of one report: what its form says, and what its count says of it; `idea`: as `idea_of` says."""

    report: AskedReport
    line: LineSpec
    count: Mapping[str, Any]
    idea: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[str, ...]:
        return tuple(self.count.get("days", ()))

    @property
    def place(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return tuple(self.count.get("mrcs", ())), tuple(self.count.get("regions", ()))

    @property
    def people(self) -> frozenset[tuple[str, str]]:
        """The categories that its terms keep; nothing when everyone counts."""
        return frozenset(chosen for term in self.line.terms for chosen in term.categories)

    @property
    def axes(self) -> Mapping[str, Mapping[str, int]]:
        return self.count.get("axes", {})

    @property
    def is_by_hand(self) -> bool:
        """Whether one of its cells at least was answered by hand."""
        return self.count.get("own") == Way.HAND or any(Way.HAND in ways for ways in self.axes.values())

    def bands(self, axis: str) -> Bands:
        return frozenset(_bounds(band) for band in self.line.bands_of(axis))


def _bounds(band: BandSpec) -> tuple[int | None, int | None, frozenset[str]]:
    return band.age_from, band.age_to, frozenset() if band.age_from is not None else band.categories


@dataclass(frozen=True)
class Idea:
    """A figure that several lines ask. `first`: the line whose answer the others would take, were they the same."""

    codes: tuple[str, ...]
    lines: tuple[AskedLine, ...]
    first: AskedLine = field(compare=False)

    @property
    def is_shared(self) -> bool:
        """Whether two lines of forms ask it: one line of a form asked each month is the form's own."""
        return len({(line.report.version_id, line.line.key) for line in self.lines}) > 1


def asked_lines(reports: Iterable[AskedReport], forms: FormLines) -> list[AskedLine]:
    """Return the lines that the reports of one organism ask, in the order of reports and of their forms."""
    return [
        AskedLine(report, line, report.lines[line.key], idea)
        for report in reports
        for line, idea in forms.get(report.version_id, ())
        if line.key in report.lines
    ]


def lines_by_form(forms: Mapping[int, FormSpec]) -> FormLines:
    """Return by version the lines of each form, each with its idea, worked out once for all its reports."""
    return {version: tuple((line, idea_of(line)) for line in form.lines) for version, form in forms.items()}


def idea_of(line: LineSpec) -> tuple[str, ...]:
    """Return the indicators a line asks; none of a text, of money, of a question that no indicator names."""
    return tuple(sorted({*line.codes})) if line.terms and line.kind in (Line.Kind.FIGURE, Line.Kind.RATIO) else ()


def ideas_of(lines: Iterable[AskedLine]) -> dict[tuple[str, ...], Idea]:
    """Return by indicators what the lines of one organism ask."""
    grouped: dict[tuple[str, ...], list[AskedLine]] = {}
    for line in lines:
        if line.idea:
            grouped.setdefault(line.idea, []).append(line)
    return {codes: Idea(codes, tuple(asked), min(asked, key=_rank)) for codes, asked in grouped.items()}


def _rank(asked: AskedLine) -> tuple:
    """The network's line first, then the whole organism, the longest days, the first report."""
    days = asked.days
    length = -(int(days[1][:4]) * 12 + int(days[1][5:7]) - int(days[0][:4]) * 12 - int(days[0][5:7])) if days else 0
    is_partial = bool(asked.people) or any(asked.place)
    return (asked.report.funder_id is not None, "agreement" in asked.count, is_partial, length, asked.report.report_id)


def obstacles(asked: AskedLine, first: AskedLine) -> tuple[Reason, ...]:
    """Return what forbids a line to take the answer of another: other days, scope, place, people or unit."""
    pairs = (
        (Reason.DAYS, asked.days, first.days),
        (Reason.SCOPE, asked.count.get("agreement"), first.count.get("agreement")),
        (Reason.PLACE, asked.place, first.place),
        (Reason.PEOPLE, asked.people, first.people),
        (Reason.UNIT, asked.line.unit, first.line.unit),
    )
    return tuple(reason for reason, here, there in pairs if here != there)


def reasons_of(lines: Iterable[AskedLine], ideas: Mapping[tuple[str, ...], Idea]) -> Counter[Reason]:
    """Return why the lines of one organism were answered by hand: reason → how many cells. Sums to their `hand`."""
    counts: Counter[Reason] = Counter()
    for _, reasons in reasons_by_line(lines, ideas):
        counts.update(reasons)
    return counts


def reasons_by_line(
    lines: Iterable[AskedLine], ideas: Mapping[tuple[str, ...], Idea]
) -> Iterator[tuple[AskedLine, Counter[Reason]]]:
    """Yield each line that was answered by hand, a cell at least, with the reasons of its cells."""
    for asked in lines:
        if asked.is_by_hand:
            yield asked, reasons_of_line(asked, ideas.get(asked.idea))


def reasons_of_line(asked: AskedLine, idea: Idea | None) -> Counter[Reason]:
    """Return the reasons of the cells of one line; each of its axes may have its own."""
    counts: Counter[Reason] = Counter()
    if asked.count.get("own") == Way.HAND:
        counts[_reason(asked, idea)] += 1
    for axis, ways in asked.axes.items():
        if number := ways.get(Way.HAND, 0):
            counts[_reason(asked, idea) if not axis else _band_reason(asked, idea, axis)] += number
    return counts


def _reason(asked: AskedLine, idea: Idea | None) -> Reason:
    line = asked.line
    if line.kind in (Line.Kind.TEXT, Line.Kind.FILE):
        return Reason.TEXT if line.kind == Line.Kind.TEXT else Reason.FILE
    if asked.count.get("corrected"):
        return Reason.CORRECTED
    if line.source in COMPUTED:
        return Reason.NO_RECORD
    return _among(asked, idea, ())


def _band_reason(asked: AskedLine, idea: Idea | None, axis: str) -> Reason:
    """A figure that filled while its bands did not: the recorded ones do not nest in them."""
    if asked.count.get("own") in (Way.RECORDS, Way.REUSED):
        return Reason.BANDS
    cuts = idea is not None and asked.bands(axis) != idea.first.bands(axis)
    return _among(asked, idea, (Reason.BANDS,) if cuts else ())


def _among(asked: AskedLine, idea: Idea | None, others: tuple[Reason, ...]) -> Reason:
    if idea is None or len(idea.lines) == 1:
        return Reason.OWN
    if asked is idea.first:
        return Reason.FIRST
    met = (*obstacles(asked, idea.first), *others)
    return Reason.AGAIN if not met else met[0] if len(met) == 1 else Reason.SEVERAL
