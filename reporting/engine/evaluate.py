"""The lines of a report evaluated: a figure from records or declarations, or a question. Writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from agreements.models import Agreement
from agreements.money.reported import ReportedMoney, reported_money
from reporting.engine.bands import fill_bands, unbroken
from reporting.engine.form_spec import FormSpec, LineSpec, read_form_spec
from reporting.engine.household_lines import asks_too_short, counted_households, household_figures_by_scope
from reporting.engine.money_lines import leaves_out, parts_of
from reporting.engine.term_sums import is_narrowed, recorded, sum_terms
from reporting.models import Line, Report, Term
from services.counting.activity_totals import (
    UNTOLD,
    NamedPartners,
    Result,
    Scope,
    counts,
    named_partners,
    records_behind,
)
from services.counting.declarations import Declared, Population, declared
from services.households.totals import HouseholdFigures, HouseholdScope, Number
from services.models import Activity
from services.models.declaration import AnswerState


class AskReason(StrEnum):
    """Why a line is a question and not a figure."""

    DISTINCT = "distinct"
    BANDS = "bands"
    PARTNERS = "partners"
    NO_RECORD = "no_record"
    SHARED = "shared"
    LESS_THAN_A_YEAR = "less_than_a_year"
    ASKED = "asked"


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: `source` is records, partners, households, agreements or declaration.

    A declaration has its day and its author; `since`: the day from which households are counted.
    """

    source: str
    codes: tuple[str, ...] = ()
    declaration_id: int | None = None
    declared_at: datetime | None = None
    declared_by: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Figure:
    """The computed answer of a line. `bands`: band key → number; `unbroken`: dimension → rest.

    `asked`: the dimensions that are still questions; `retention`: the households of a rate of theirs, unknown ones too.
    """

    value: Decimal | None
    origin: Origin
    state: str = AnswerState.VALUE
    denominator: Decimal | None = None
    bands: Mapping[str, int | Decimal] = field(default_factory=dict)
    unbroken: dict[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    retention: Number | None = None

    @property
    def is_declared(self) -> bool:
        return self.origin.source == "declaration"


@dataclass(frozen=True)
class Ask:
    """A line that is a question. `lower_bound`: what records already name, when they may miss some.

    `unplaced`: money spent that no part of the form names.
    """

    reason: AskReason
    lower_bound: int | None = None
    unnamed: int = 0
    unplaced: Decimal = Decimal(0)


@dataclass(frozen=True)
class ReportContext:
    """The scope of a report: its agreement's places and partner organisms, read once."""

    report: Report
    agreement: Agreement | None
    mrc_ids: tuple[int, ...]
    region_ids: tuple[int, ...]
    partner_ids: tuple[int, ...] = ()

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
        agreement_id = self.agreement_id(line)
        # What an organism does for itself is its own; what is charged to a shared agreement is everybody's
        shared = self.partner_ids if agreement_id and line.counts_activities else ()
        return Scope(self.report.organism_id, start, end, agreement_id, *places, shared)

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


def context_of(report: Report) -> ReportContext:
    """Return the scope of a report: one query for a funder's report, none for an annual one."""
    agreement = report.agreement
    if agreement is None:
        return ReportContext(report, None, (), ())
    mrcs, regions, partners = (
        Agreement.objects.with_places().values_list("mrc_ids", "region_ids", "partner_ids").get(pk=agreement.pk)
    )
    return ReportContext(report, agreement, tuple(mrcs), tuple(regions), tuple(partners))


def evaluate_report(report: Report, form_spec: FormSpec | None = None) -> dict[str, Figure | Ask]:
    """Return, by line key, the figure or the question of each line that is a number. Text and files have none.

    A few queries for each scope and population that the form mixes, whatever the number of records.
    """
    form_spec, context = form_spec or read_form_spec(report.template_version), context_of(report)
    numbers = [line for line in form_spec.lines if line.is_number]
    codes = _codes_by_scope(context, numbers, Line.Source.RECORDS)
    named = _codes_by_scope(context, (line for line in numbers if not _is_untold(line)), Line.Source.PARTNERS)
    asked = {code for line in numbers if line.source == Line.Source.DECLARED for code in line.codes}
    populations = {population for line in numbers if (population := context.population(line))}
    facts = _Facts(
        counts={scope: counts(scope, sorted(wanted)) for scope, wanted in codes.items()},
        partners={scope: named_partners(scope) for scope in named},
        declared={population: declared(population, sorted(asked)) for population in populations},
        money=_money(context, numbers),
        households=household_figures_by_scope(context, numbers),
    )
    evaluation = _LineEvaluation(form_spec, context, facts)
    return {line.key: evaluation.evaluate(line) for line in numbers}


def _money(context: ReportContext, lines: Iterable[LineSpec]) -> ReportedMoney:
    if context.agreement is None or not any(line.source == Line.Source.AGREEMENTS for line in lines):
        return ReportedMoney()
    return reported_money(context.agreement.pk, context.report.period)


def _codes_by_scope(context: ReportContext, lines: Iterable[LineSpec], source: str) -> dict[Scope, set[str]]:
    """Return the indicator codes that the lines of one source ask of each scope."""
    by_scope: dict[Scope, set[str]] = {}
    for line in lines:
        scope = context.scope(line)
        if line.source == source and line.terms and scope is not None:
            by_scope.setdefault(scope, set()).update(line.codes)
    return by_scope


def _is_untold(line: LineSpec) -> bool:
    return set(line.codes) <= UNTOLD


def records_of_line(report: Report, line: LineSpec) -> QuerySet[Activity]:
    """Return the activities behind a line's figure, newest first; none when it does not come from records."""
    scope = context_of(report).scope(line)
    if scope is None or not line.counts_activities:
        return Activity.objects.none()
    return records_behind(scope, line.codes)


@dataclass(frozen=True)
class _Facts:
    """The records and declarations of a report, by scope and population."""

    counts: dict[Scope, dict[str, Result]]
    partners: dict[Scope, NamedPartners]
    declared: dict[Population, dict[str, Declared]]
    money: ReportedMoney
    households: dict[HouseholdScope, HouseholdFigures]


class _LineEvaluation:
    """The lines of one report, evaluated from its facts."""

    def __init__(self, form_spec: FormSpec, context: ReportContext, facts: _Facts):
        self.context, self.facts = context, facts
        self.ages = form_spec.ages()

    def evaluate(self, line: LineSpec) -> Figure | Ask:
        if line.source == Line.Source.DECLARED:
            return self._from_declaration(line)
        if line.source == Line.Source.AGREEMENTS:
            return self._from_money(line)
        scope = self.context.scope(line)
        if line.source == Line.Source.ASKED or scope is None or not line.terms:
            return Ask(AskReason.ASKED)
        if line.source == Line.Source.PARTNERS:
            return self._from_partners(line, scope)
        return self._from_records(line, scope)

    def _from_records(self, line: LineSpec, scope: Scope) -> Figure | Ask:
        results = self.facts.counts[scope]
        parts = {part: sum_terms(line, part, results) for part in Term.Part.values}
        value, denominator = parts[Term.Part.VALUE], None
        if line.kind == Line.Kind.RATIO:
            value, denominator = parts[Term.Part.NUMERATOR], parts[Term.Part.DENOMINATOR]
        if value is None or (line.kind == Line.Kind.RATIO and not denominator):
            return Ask(AskReason.NO_RECORD)
        broken = {} if is_narrowed(line) else recorded(line.terms, results)
        return self._figure(line, value, denominator, broken, Origin("records", line.codes))

    def _from_partners(self, line: LineSpec, scope: Scope) -> Figure | Ask:
        if _is_untold(line):
            return Ask(AskReason.PARTNERS)
        named = self.facts.partners[scope].of(line.codes)
        if scope.agreement_id and self.context.partner_ids:
            # Each organism has its own list of partners: only they know who appears in two of them
            return Ask(AskReason.SHARED, lower_bound=named.value or None, unnamed=named.unnamed)
        if named.unnamed:
            return Ask(AskReason.PARTNERS, lower_bound=named.value, unnamed=named.unnamed)
        if not named.value:
            return Ask(AskReason.NO_RECORD)
        return self._figure(line, Decimal(named.value), None, {}, Origin("partners", line.codes))

    def _from_money(self, line: LineSpec) -> Figure | Ask:
        parts = parts_of(line, self.facts.money)
        if parts is None:
            unplaced = leaves_out(line, self.facts.money)
            return Ask(AskReason.BANDS if unplaced else AskReason.NO_RECORD, unplaced=unplaced)
        total = sum(parts.values(), Decimal(0))
        state = AnswerState.VALUE if total else AnswerState.ZERO
        return Figure(total, Origin("agreements"), state, bands=dict(parts))

    def _from_declaration(self, line: LineSpec) -> Figure | Ask:
        population = self.context.population(line)
        known = self.facts.declared[population].get(line.terms[0].code) if population else None
        if known is None or known.declaration.state == AnswerState.BLANK:
            return self._from_households(line)
        said = known.declaration
        origin = Origin("declaration", line.codes, said.pk, said.declared_at, said.declared_by.name)
        return self._figure(line, said.value, said.denominator, known.parts, origin, said.state)

    def _from_households(self, line: LineSpec) -> Figure | Ask:
        """Return what households count when nobody declared it, from the State year of the first household."""
        counted = counted_households(self.context, line, self.facts.households)
        if counted is None:
            is_short = asks_too_short(self.context, line)
            return Ask(AskReason.LESS_THAN_A_YEAR if is_short else AskReason.DISTINCT)
        origin, number = Origin("households", line.codes, since=counted.since), counted.number
        if line.kind != Line.Kind.RATIO:
            return self._figure(line, Decimal(number.value), None, counted.parts, origin)
        if number.is_unknown:
            return Figure(None, origin, AnswerState.NOT_COLLECTED, retention=number)
        figure = self._figure(line, Decimal(number.value), Decimal(number.denominator), counted.parts, origin)
        return replace(figure, retention=number)

    def _figure(self, line, value, denominator, recorded, origin, state=None) -> Figure:
        """Fill the bands of each axis of the form; an axis whose bands do not nest stays a question."""
        bands: dict[str, int] = {}
        rest: dict[str, int] = {}
        asked = set()
        for dimension in line.dimensions():
            if filled := fill_bands(recorded.get(dimension, {}), line.bands_of(dimension), self.ages):
                bands |= filled
                rest[dimension] = unbroken(int(value or 0), filled)
            else:
                asked.add(dimension)
        state = state or (AnswerState.VALUE if value else AnswerState.ZERO)
        return Figure(value, origin, state, denominator, bands, rest, frozenset(asked))
