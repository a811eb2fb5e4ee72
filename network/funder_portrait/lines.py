"""The lines of a form over the reports that one funder received: by agreement, summed, and each household once. Pure.

Each day of an agreement counts once: a later report that covers the days of earlier ones takes their place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.db.backends.postgresql.psycopg_any import DateRange

from network.consolidation.figures.lines import NUMBERS, cell_of, figures_of, households_once, printed
from network.consolidation.figures.sources import Source
from network.consolidation.figures.totals import (
    HOUSEHOLDS_ONCE,
    WHY_HOUSEHOLDS,
    WHY_SHARED,
    Cell,
    Total,
    added,
    total_of,
    why_no_sum,
)
from network.portrait.totals.figures import Figure, hidden_figure
from network.portrait.totals.figures import Source as Origin
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.models import Line
from roriq_portal.formats.numbers import decimal_or_none
from roriq_portal.formats.rates import percentage_of
from services.counting.masking import is_small
from services.masking.audiences import Audience


@dataclass(frozen=True)
class Received:
    """The newest version of one report that was sent: what it says, of which agreement, for which days."""

    source: Source
    agreement_id: int
    period: DateRange
    is_accepted: bool

    @cached_property
    def targets(self) -> dict[str, Decimal]:
        """Line → what it is measured against; absent without a target."""
        aimed = [figure for figure in figures_of(self.source.content) if figure["target"]]
        known = {figure["line_key"]: decimal_or_none(figure["target"]["number"]) for figure in aimed}
        return {key: target for key, target in known.items() if target is not None}

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.period.upper.toordinal() - 1)

    def days_of(self, key: str) -> DateRange:
        """Return the days that a line counts: the report's, unless it counts from another one on."""
        days = self.source.content["answers"].get(key, {}).get("days")
        return DateRange(*map(date.fromisoformat, days)) if days else self.period


@dataclass(frozen=True)
class Part:
    """What one report says of a line, chosen among those of its agreement. `target`: what it was measured against."""

    received: Received
    cell: Cell
    target: Decimal | None


@dataclass(frozen=True)
class AgreementFigure:
    """One agreement's number of a line. `words`: organism and reference; `version`: report and number."""

    agreement_id: int
    words: str
    region: str
    version: tuple[int, int]
    figure: Figure
    target: Decimal | None


@dataclass(frozen=True)
class LineTotal:
    """One line over all agreements. `summed`: what adding the reports gives, None where there is no sum.

    `figure`: that, each household once; `why`: why there is none, in a sentence; `left_out`: what a sum leaves out.
    """

    key: str
    number: str
    words: str
    unit: str
    unit_plural: str
    figure: Figure
    summed: Decimal | None
    why: str
    left_out: str
    rows: tuple[AgreementFigure, ...]

    @property
    def is_money(self) -> bool:
        return self.figure.text.endswith("$")

    @property
    def said_by(self) -> frozenset[int]:
        """The agreements that say a number."""
        return frozenset(row.agreement_id for row in self.rows if row.figure.value is not None)

    @property
    def twice(self) -> int:
        """How many the reports count twice; 0 where nothing is said of it."""
        if self.summed is None or self.figure.value is None:
            return 0
        return int(Fraction(self.summed) - Fraction(self.figure.value))


def lines_of(received: Iterable[Received]) -> dict[str, tuple[LineSpec, FormSpec]]:
    """Return the lines of number of the forms that these reports were filled in, by key: the form most used first, of
    its versions the newest.

    Two forms of a programme that share a line (a report of a stage and the final) have it once.
    """
    used = Counter(report.source.form for report in received)
    of_template = Counter(form.template_id for form in used.elements())
    forms = sorted(used, key=lambda form: (-of_template[form.template_id], form.template_id, -form.number))
    lines: dict[str, tuple[LineSpec, FormSpec]] = {}
    for spec in map(read_form_spec, forms):
        for line in spec.lines:
            if line.kind in NUMBERS and not line.parent_key:
                lines.setdefault(line.key, (line, spec))
    return lines


def says(report: Received, line: LineSpec) -> bool:
    """Whether a report's own form has this very line: the same key for something else is another line."""
    own = read_form_spec(report.source.form).by_key.get(line.key)
    return own is not None and _identity(own) == _identity(line) and line.key in report.source.content["answers"]


def _identity(line: LineSpec) -> tuple:
    return line.kind, line.unit, line.codes, line.source


def line_total(line: LineSpec, form: FormSpec, received: Sequence[Received], *, shares_activities: bool) -> LineTotal:
    """Return what the reports of one window say of a line. `shares_activities`: two agreements count one activity."""
    why = why_no_sum(line, form)
    if not why and line.reads_activities and shares_activities:
        why = WHY_SHARED
    adds = not why_no_sum(line, form)
    parts = [part for of_agreement in _by_agreement(received) for part in _chosen(line, of_agreement, adds=adds)]
    sources, cells = [part.received.source for part in parts], [part.cell for part in parts]
    once, summed = None, None
    if not why:
        numbers = [cell.number for cell in cells if cell.number is not None]
        summed = added(line.unit or line.key, numbers) if numbers else None
        if set(line.codes) & set(HOUSEHOLDS_ONCE) and summed is not None:
            once = households_once(sources, cells, line.codes[0])
            why = WHY_HOUSEHOLDS if once is None and summed else ""
    total = total_of(line, cells, why, once)
    rows = tuple(_row(line, of_agreement, adds=adds) for of_agreement in _grouped(parts))
    number, words = printed(line, sources)
    masks = any(source.form.masks_small_counts for source in sources)
    # The rows add up to more than the total: less it, they say how many are twice there
    tells = masks and once is not None and summed is not None and is_small(summed - once, Audience.FUNDER)
    return LineTotal(
        key=line.key,
        number=number,
        words=words,
        unit=line.unit,
        unit_plural=line.unit_plural or line.unit,
        figure=hidden_figure(Origin.REPORTS) if tells else _figure_of(total, rows),
        summed=None if why else summed,
        why=why,
        left_out=total.left_out,
        rows=tuple(sorted(rows, key=lambda row: row.words)),
    )


def _figure_of(total: Total, rows: Sequence[AgreementFigure]) -> Figure:
    """Return the total; of a line without a sum, what its only agreement says."""
    if total.why:
        numbers = [row.figure for row in rows if row.figure.value is not None]
        return numbers[0] if len(rows) == len(numbers) == 1 else Figure(total.text, source=Origin.REPORTS)
    return Figure(total.text, total.number, Origin.REPORTS)


def _by_agreement(received: Iterable[Received]) -> list[list[Received]]:
    grouped: dict[int, list[Received]] = defaultdict(list)
    for report in received:
        grouped[report.agreement_id].append(report)
    return list(grouped.values())


def _chosen(line: LineSpec, received: Iterable[Received], *, adds: bool) -> list[Part]:
    """Return the reports of one agreement that make its number of a line together, in the order of their days.

    The one that ends last, of these the longest; of what adds up, also those that end before it begins, and so on.
    """
    known = [report for report in received if says(report, line)]
    latest = sorted(known, key=lambda report: _latest_first(report.days_of(line.key)))
    chosen: list[Received] = []
    for report in latest if adds else latest[:1]:
        if not chosen or report.days_of(line.key).upper <= chosen[-1].days_of(line.key).lower:
            chosen.append(report)
    return [Part(report, cell_of(report.source, line), report.targets.get(line.key)) for report in reversed(chosen)]


def _latest_first(days: DateRange) -> tuple[int, date]:
    return -days.upper.toordinal(), days.lower


def _rate(line: LineSpec, part: Part) -> Figure:
    """Return a rate, in per cent from its two terms; nothing of what has no whole."""
    answer = part.received.source.content["answers"][line.key]
    value, whole = decimal_or_none(answer["value"]), decimal_or_none(answer["denominator"])
    if value is None or not whole:
        return Figure(part.cell.text, source=Origin.REPORTS)
    return Figure(part.cell.text, percentage_of(value, whole), Origin.REPORTS, value, whole)


def _grouped(parts: Iterable[Part]) -> list[list[Part]]:
    grouped: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        grouped[part.received.agreement_id].append(part)
    return list(grouped.values())


def _row(line: LineSpec, parts: Sequence[Part], *, adds: bool) -> AgreementFigure:
    last = parts[-1]
    total = total_of(line, [part.cell for part in parts], "") if adds and len(parts) > 1 else None
    text, number = (total.text, total.number) if total else (last.cell.text, last.cell.number)
    targets = [part.target for part in parts]
    whole = sum((target for target in targets if target is not None), Decimal(0)) if None not in targets else None
    source, figure = last.received.source, Figure(text, number, Origin.REPORTS)
    if line.kind == Line.Kind.RATIO and number is not None:
        figure = _rate(line, last)
    version = (source.report_id, source.version_number)
    return AgreementFigure(last.received.agreement_id, source.name, source.region, version, figure, whole)
