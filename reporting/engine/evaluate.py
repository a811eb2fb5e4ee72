"""The lines of a report evaluated: a figure from records or declarations, or a question. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from agreements.money.reported import ReportedMoney, reported_money
from reporting.engine.bands import fill_bands, unbroken
from reporting.engine.figures import Ask, AskReason, Figure, Origin
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.household_lines import asks_too_short, counted_households, household_figures_by_scope
from reporting.engine.money_lines import leaves_out, parts_of
from reporting.engine.position_lines import lost_by_part, read_posts, staffing_of
from reporting.engine.repeated_counts import PartedCount, Repeated, of_parts, parted_counts
from reporting.engine.repetition import repeated_parts
from reporting.engine.report_context import ReportContext, context_of
from reporting.engine.term_sums import is_narrowed, recorded, sum_terms
from reporting.models import Line, Report, Term
from services.counting.activity_totals import (
    UNTOLD,
    NamedPartners,
    Result,
    Scope,
    activities,
    counts,
    in_order,
    named_partners,
    records_behind,
)
from services.counting.declarations import Declared, Population, declared
from services.households.totals import HouseholdFigures, HouseholdScope
from services.models import Activity
from services.models.declaration import AnswerState
from services.positions.turnover import Post


def evaluate_report(
    report: Report,
    form_spec: FormSpec | None = None,
    context: ReportContext | None = None,
    repeated: Repeated | None = None,
) -> dict[str, Figure | Ask]:
    """Return, by line key, the figure or the question of each line that is a number. Text and files have none.

    A line computed from others waits here: what was answered on them counts too (`reporting.lines.line_sums`).
    A few queries for each scope and population that the form mixes, whatever the number of records. `repeated`: the
    parts of repeated lines, when they were read already.
    """
    form_spec, context = form_spec or read_form_spec(report.template_version), context or context_of(report)
    numbers = [line for line in form_spec.lines if line.is_number]
    parted = parted_counts(context, numbers, repeated_parts(context, numbers) if repeated is None else repeated)
    alone = [line for line in numbers if line.key not in parted]
    codes = _codes_by_scope(context, alone, Line.Source.RECORDS)
    named = _codes_by_scope(context, (line for line in alone if not _is_untold(line)), Line.Source.PARTNERS)
    asked = {code for line in numbers if line.source == Line.Source.DECLARED for code in line.codes}
    populations = {population for line in numbers if (population := context.population(line))}
    facts = Facts(
        counts={scope: counts(scope, sorted(wanted)) for scope, wanted in codes.items()},
        partners={scope: named_partners(scope) for scope in named},
        declared={population: declared(population, sorted(asked)) for population in populations},
        money=_money(context, numbers),
        households=household_figures_by_scope(context, numbers),
        activities={scope: activities(scope).count() for scope in _whole_scopes(context, alone)},
        parted=parted,
        posts=read_posts(context, numbers),
    )
    evaluation = LineEvaluation(form_spec, context, facts)
    return {line.key: evaluation.evaluate(line) for line in numbers}


def _money(context: ReportContext, lines: Iterable[LineSpec]) -> dict[DateRange, ReportedMoney]:
    """Return the agreement's money of each window that the lines ask of it."""
    if context.agreement is None:
        return {}
    windows = {context.days(line) for line in lines if line.source == Line.Source.AGREEMENTS}
    return {days: reported_money(context.agreement.pk, days) for days in windows}


def _whole_scopes(context: ReportContext, lines: Iterable[LineSpec]) -> set[Scope]:
    """The scopes of the lines that count activities themselves."""
    return {scope for line in lines if line.counts_activities and (scope := context.scope(line))}


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
    context = context_of(report)
    scope = context.scope(line)
    if scope is None or not line.reads_activities:
        return Activity.objects.none()
    rows = in_order(activities(scope)) if line.counts_activities else records_behind(scope, line.codes)
    return rows.filter(of_parts(line, repeated_parts(context, [line])[line.for_each])) if line.for_each else rows


@dataclass(frozen=True)
class Facts:
    """The records and declarations of a report, by scope and population."""

    counts: dict[Scope, dict[str, Result]]
    partners: dict[Scope, NamedPartners]
    declared: dict[Population, dict[str, Declared]]
    money: dict[DateRange, ReportedMoney]
    households: dict[HouseholdScope, HouseholdFigures]
    activities: dict[Scope, int] = field(default_factory=dict)
    parted: dict[str, PartedCount] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)


class LineEvaluation:
    """The lines of one report, evaluated from its facts."""

    def __init__(self, form_spec: FormSpec, context: ReportContext, facts: Facts):
        self.context, self.facts = context, facts
        self.ages = form_spec.ages()

    def evaluate(self, line: LineSpec) -> Figure | Ask:
        if line.source == Line.Source.DECLARED:
            return self._from_declaration(line)
        if line.source == Line.Source.HOUSEHOLDS:
            return self._from_households(line)
        if line.source == Line.Source.AGREEMENTS:
            return self._from_money(line)
        if line.source == Line.Source.POSITIONS:
            return self._from_positions(line)
        scope = self.context.scope(line)
        if line.key in self.facts.parted and scope is not None:
            return self._from_parts(line, scope, self.facts.parted[line.key])
        if line.counts_activities and scope is not None:
            number = self.facts.activities.get(scope)
            return Figure(Decimal(number), Origin("records")) if number else Ask(AskReason.NO_RECORD)
        if line.source not in (Line.Source.RECORDS, Line.Source.PARTNERS) or scope is None or not line.terms:
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
        if self._names_others(scope):
            return Ask(AskReason.SHARED, lower_bound=named.value or None, unnamed=named.unnamed)
        if named.unnamed:
            return Ask(AskReason.PARTNERS, lower_bound=named.value, unnamed=named.unnamed)
        if not named.value:
            return Ask(AskReason.NO_RECORD)
        return self._figure(line, Decimal(named.value), None, {}, Origin("partners", line.codes))

    def _names_others(self, scope: Scope) -> bool:
        """Each organism of a shared agreement has its own list: only they know which partners appear in two of them."""
        return bool(scope.agreement_id and self.context.partner_ids)

    def _from_parts(self, line: LineSpec, scope: Scope, counted: PartedCount) -> Figure | Ask:
        """Count each part by itself; one that has no record, or whose records name nobody, stays a question."""
        if line.source == Line.Source.PARTNERS and self._names_others(scope):
            return Ask(AskReason.SHARED)
        if not counted.parts and not counted.least:
            return Ask(AskReason.NO_RECORD)
        state = AnswerState.ZERO if counted.whole == 0 else AnswerState.VALUE
        origin = Origin(line.source, line.codes)
        return Figure(counted.whole, origin, state, bands=counted.parts, least=counted.least)

    def _from_positions(self, line: LineSpec) -> Figure | Ask:
        counted = staffing_of(self.context, line, self.facts.posts)
        if counted is None:
            return Ask(AskReason.NO_RECORD)
        parts = lost_by_part(line, counted)
        number = sum(parts.values()) if line.bands else counted.held_last
        state = AnswerState.VALUE if number else AnswerState.ZERO
        return Figure(Decimal(number), Origin("positions"), state, bands=parts)

    def _from_money(self, line: LineSpec) -> Figure | Ask:
        money = self.facts.money.get(self.context.days(line), ReportedMoney())
        parts = parts_of(line, money)
        if parts is None:
            unplaced = leaves_out(line, money)
            return Ask(AskReason.BANDS if unplaced else AskReason.NO_RECORD, unplaced=unplaced)
        total = sum(parts.values(), Decimal(0)) if line.bands else money.total_spent
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
            is_declared = line.source == Line.Source.DECLARED
            reason = AskReason.DISTINCT if is_declared else AskReason.NO_HOUSEHOLD
            return Ask(AskReason.LESS_THAN_A_YEAR if asks_too_short(self.context, line) else reason)
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
