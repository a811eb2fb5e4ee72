"""What a form asks of a report, computed from records and declarations, or said to be a question. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from agreements.models import Agreement
from reporting.models import Line, Report, Term
from reporting.nesting import fill_bands, unbroken
from reporting.outline import LineSpec, Outline, TermSpec, read_outline
from services.declarations import Population, declarations
from services.models import Activity, Declaration
from services.models.declaration import AnswerState
from services.results import PartnerBook, Result, Scope, counts, partner_book, records_behind

# Records name employers, they do not say which ones were helped rather than met: alone, such a line is a question
UNTOLD_ALONE = {"V3.04"}


class AskReason(StrEnum):
    """Why a line is a question and not a figure."""

    DISTINCT = "distinct"
    BANDS = "bands"
    PARTNERS = "partners"
    NO_RECORD = "no_record"
    ASKED = "asked"


@dataclass(frozen=True)
class Trail:
    """Where a figure comes from: `source` is records, partners or declaration; the last says when and by whom."""

    source: str
    codes: tuple[str, ...] = ()
    declaration_id: int | None = None
    declared_at: datetime | None = None
    declared_by: str = ""


@dataclass(frozen=True)
class Figure:
    """A line that computes. `bands`: band key → number; `unbroken`: dimension → rest; `asked`: dimensions still questions."""

    value: Decimal | None
    trail: Trail
    state: str = AnswerState.VALUE
    denominator: Decimal | None = None
    bands: dict[str, int] = field(default_factory=dict)
    unbroken: dict[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    @property
    def is_declared(self) -> bool:
        return self.trail.source == "declaration"


@dataclass(frozen=True)
class Ask:
    """A line that is a question. `lower_bound`: what records already name, when they may miss some."""

    reason: AskReason
    lower_bound: int | None = None
    unnamed: int = 0


@dataclass(frozen=True)
class Ground:
    """What a report stands on: its agreement's places, read once."""

    report: Report
    agreement: Agreement | None
    mrc_ids: tuple[int, ...]
    region_ids: tuple[int, ...]

    def places(self, line: LineSpec) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """Return the (MRC, region) limits of a line, or None when the agreement names no such place."""
        if line.place == Line.Place.MRCS:
            return (self.mrc_ids, ()) if self.mrc_ids else None
        if line.place == Line.Place.REGIONS:
            return ((), self.region_ids) if self.region_ids else None
        return (), ()

    def agreement_id(self, line: LineSpec) -> int | None:
        return self.agreement.pk if self.agreement and line.scope == Line.Scope.CHARGED else None

    def scope(self, line: LineSpec) -> Scope | None:
        """Return which activities a line counts, or None when its place is unknown."""
        places = self.places(line)
        if places is None:
            return None
        start, end = self.report.period.lower, self.report.last_day
        return Scope(self.report.organism_id, start, end, self.agreement_id(line), *places)

    def population(self, line: LineSpec) -> Population | None:
        """Return who a declared line counts, or None when it cannot be declared: several places, or several terms."""
        places = self.places(line)
        if line.source != Line.Source.DECLARED or places is None or len(line.terms) != 1 or line.terms[0].categories:
            return None
        mrcs, regions = places
        if len(mrcs) > 1 or len(regions) > 1:
            return None
        report = self.report
        where = (mrcs[0] if mrcs else None, regions[0] if regions else None)
        return Population(report.organism_id, report.period, self.agreement_id(line), *where)


def ground_of(report: Report) -> Ground:
    """Return the ground of a report: two queries for a funder's report, none for an annual one."""
    agreement = report.agreement
    if agreement is None:
        return Ground(report, None, (), ())
    mrcs = tuple(agreement.mrcs.order_by("pk").values_list("pk", flat=True))
    regions = tuple(agreement.regions.order_by("pk").values_list("pk", flat=True))
    return Ground(report, agreement, mrcs, regions)


def evaluate_report(report: Report, outline: Outline | None = None) -> dict[str, Figure | Ask]:
    """Return, by line key, the figure or the question of each line that is a number. Text and files have none.

    The number of queries hangs on the form (scopes and places it mixes), never on the number of records.
    """
    outline = outline or read_outline(report.template_version)
    ground = ground_of(report)
    reading = _Reading(outline, ground)
    return {line.key: reading.evaluate(line) for line in outline.lines if line.is_number}


def trail_records(report: Report, line: LineSpec) -> QuerySet[Activity]:
    """Return the activities behind a line's figure, newest first; none when it does not come from records."""
    scope = ground_of(report).scope(line)
    if scope is None or line.source not in (Line.Source.RECORDS, Line.Source.PARTNERS):
        return Activity.objects.none()
    return records_behind(scope, line.codes)


class _Reading:
    """Facts of one report, read by scope and population the first time a line wants them."""

    def __init__(self, outline: Outline, ground: Ground):
        self.outline, self.ground = outline, ground
        self.ages = outline.ages()
        self._counts: dict[Scope, dict[str, Result]] = {}
        self._books: dict[Scope, PartnerBook] = {}
        self._declared: dict[Population, dict[str, Declaration]] = {}

    def evaluate(self, line: LineSpec) -> Figure | Ask:
        if line.source == Line.Source.DECLARED:
            return self._from_declaration(line)
        scope = self.ground.scope(line)
        if line.source == Line.Source.ASKED or scope is None or not line.terms:
            return Ask(AskReason.ASKED)
        if line.source == Line.Source.PARTNERS:
            return self._from_partners(line, scope)
        return self._from_records(line, scope)

    def _from_records(self, line: LineSpec, scope: Scope) -> Figure | Ask:
        found = self._counts_in(scope)
        parts = {part: _sum_terms(line, part, found) for part in Term.Part.values}
        value, denominator = parts[Term.Part.VALUE], None
        if line.kind == Line.Kind.RATIO:
            value, denominator = parts[Term.Part.NUMERATOR], parts[Term.Part.DENOMINATOR]
        if value is None or (line.kind == Line.Kind.RATIO and not denominator):
            return Ask(AskReason.NO_RECORD)
        recorded = {} if _is_narrowed(line) else _recorded(line.terms, found)
        return self._figure(line, value, denominator, recorded, Trail("records", line.codes))

    def _from_partners(self, line: LineSpec, scope: Scope) -> Figure | Ask:
        if set(line.codes) <= UNTOLD_ALONE:
            return Ask(AskReason.PARTNERS)
        if scope not in self._books:
            self._books[scope] = partner_book(scope)
        named = self._books[scope].of(line.codes)
        if named.unnamed:
            return Ask(AskReason.PARTNERS, lower_bound=named.value, unnamed=named.unnamed)
        if not named.value:
            return Ask(AskReason.NO_RECORD)
        return self._figure(line, Decimal(named.value), None, {}, Trail("partners", line.codes))

    def _from_declaration(self, line: LineSpec) -> Figure | Ask:
        population = self.ground.population(line)
        if population is None:
            return Ask(AskReason.DISTINCT)
        declared = self._declarations_of(population).get(line.terms[0].code)
        if declared is None or declared.state == AnswerState.BLANK:
            return Ask(AskReason.DISTINCT)
        trail = Trail("declaration", line.codes, declared.pk, declared.declared_at, declared.declared_by.name)
        recorded: dict[str, dict[str, int]] = {}
        for part in declared.breakdowns.all():
            recorded.setdefault(part.category.dimension.key, {})[part.category.key] = part.value
        return self._figure(line, declared.value, declared.denominator, recorded, trail, declared.state)

    def _figure(self, line, value, denominator, recorded, trail, state=None) -> Figure:
        """Fill the bands of each axis that the form asks; an axis that does not nest stays a question, the total stands."""
        bands: dict[str, int] = {}
        rest: dict[str, int] = {}
        asked = set()
        for dimension in line.dimensions():
            filled = fill_bands(recorded.get(dimension, {}), line.bands_of(dimension), self.ages)
            if not filled:
                asked.add(dimension)
                continue
            bands |= filled
            rest[dimension] = unbroken(int(value or 0), filled)
        state = state or (AnswerState.VALUE if value else AnswerState.ZERO)
        return Figure(value, trail, state, denominator, bands, rest, frozenset(asked))

    def _counts_in(self, scope: Scope) -> dict[str, Result]:
        if scope not in self._counts:
            lines = [line for line in self.outline.lines if line.source == Line.Source.RECORDS]
            codes = {code for line in lines for code in line.codes if self.ground.scope(line) == scope}
            self._counts[scope] = counts(scope, sorted(codes))
        return self._counts[scope]

    def _declarations_of(self, population: Population) -> dict[str, Declaration]:
        if population not in self._declared:
            lines = [line for line in self.outline.lines if line.source == Line.Source.DECLARED]
            self._declared[population] = declarations(population, sorted({c for line in lines for c in line.codes}))
        return self._declared[population]


def _sum_terms(line: LineSpec, part: str, found: Mapping[str, Result]) -> Decimal | None:
    """None when no term has a record; a term without record adds nothing to one that has."""
    terms = [term for term in line.terms if term.part == part and term.code in found]
    return sum((_term_value(term, found[term.code]) for term in terms), Decimal(0)) if terms else None


def _term_value(term: TermSpec, result: Result) -> Decimal:
    if not term.categories:
        return result.value
    return Decimal(sum(result.breakdown.get(category, 0) for category in term.categories))


def _is_narrowed(line: LineSpec) -> bool:
    """A line of some categories only cannot be broken down: crossing two axes is never answered later."""
    return line.kind == Line.Kind.RATIO or any(term.categories for term in line.terms)


def _recorded(terms: tuple[TermSpec, ...], found: Mapping[str, Result]) -> dict[str, dict[str, int]]:
    """Return dimension → category → number, over the terms of a line."""
    recorded: dict[str, dict[str, int]] = {}
    for code in {term.code for term in terms if term.code in found}:
        for (dimension, category), number in found[code].breakdown.items():
            kept = recorded.setdefault(dimension, {})
            kept[category] = kept.get(category, 0) + number
    return recorded
