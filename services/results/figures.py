"""The lines of a page of results, built one by one from what was read of its subject. No query."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from organisms.models import Component, Indicator
from roriq_portal.formats.days import format_period
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.rates import round_points
from services.counting.activity_totals import PARTNER_POPULATIONS, UNTOLD, Result
from services.counting.amounts import Amount, amount_of, can_be_added
from services.counting.answer_format import STATE_WORDS, at_least, format_answer, format_with_terms
from services.counting.declarations import Declared, joined_days, least_of
from services.counting.definitions import Meanings
from services.counting.periods import Period
from services.households.totals import HOUSEHOLD_CODES
from services.masking.signs import MASKED
from services.masking.tables import REST
from services.models import Declaration
from services.models.declaration import AnswerState
from services.results.breakdown_lines import Part, axis_lines
from services.results.facts import Facts
from services.results.figure_lines import TO_ASK, AxisLine, ComponentFigures, FigureLine
from services.results.household_figures import household_line, line_before, proposed_note
from services.results.subjects import Subject

UNDECLARED = "rien n’est déclaré pour ces jours exactement"
NO_HOME = "aucun ménage inscrit ne le compte"
NEVER_ADDED = "jamais additionné d’un organisme à l’autre"


def build_results(subject: Subject, period: Period, facts: Facts) -> list[ComponentFigures]:
    """Return the components of the subject in their order, each indicator of theirs a line, without any query.

    After them, those that it does not name where something was done: only the lines that say it.
    """
    layout = _Layout(subject, period, facts)
    components = [layout.component(number) for number in subject.components]
    beside = [layout.component(number) for number in Component.values if number not in subject.components]
    said = [(part, [line for line in part.lines if line.says_something]) for part in beside]
    return components + [replace(part, lines=lines, is_outside=True) for part, lines in said if lines]


def build_target_lines(subject: Subject, period: Period, facts: Facts) -> list[FigureLine]:
    """Return the line of each indicator that has a target over exactly this period, in their order, without any query.

    The lines that the page of results shows, whichever components the agreement names.
    """
    layout = _Layout(subject, period, facts)
    aimed = sorted((target.indicator for target in facts.targets), key=lambda indicator: indicator.order)
    return [layout.line(indicator) for indicator in aimed]


def _amount(indicator: Indicator, said: Declaration) -> Amount | None:
    return None if said.value is None else amount_of(indicator, said.value, said.denominator)


def _terms(said: Declaration) -> str:
    """« 5 sur 8 · », the two numbers of a rate."""
    if said.value is None or not said.denominator:
        return ""
    return f"{format_number(said.value)} sur {format_number(said.denominator)} · "


def _nameless(number: int) -> str:
    return "une fiche n’en nomme aucun" if number == 1 else f"{format_number(number)} fiches n’en nomment aucun"


class _Layout:
    def __init__(self, subject: Subject, period: Period, facts: Facts):
        self.subject, self.period, self.facts = subject, period, facts
        self.meanings = Meanings(facts.definitions)
        self.targets = {target.indicator_id: target.value for target in facts.targets}

    def component(self, number: int) -> ComponentFigures:
        own = [indicator for indicator in self.facts.indicators if indicator.component == number]
        return ComponentFigures(number, Component(number).label, [self.line(indicator) for indicator in own])

    def line(self, indicator: Indicator) -> FigureLine:
        """Return the line of an indicator, filled by the first source that answers it, else left blank."""
        line = FigureLine(
            indicator,
            self.meanings.on(indicator, self.period.end),
            breaks=tuple(self.meanings.breaks(indicator, self.period.start, self.period.end)),
            aim=self.targets.get(indicator.pk),
        )
        if indicator.source == Indicator.Source.RECORDS:
            return self._from_records(line)
        if from_households := self._from_households(line):
            return from_households
        if indicator.code in HOUSEHOLD_CODES:
            line = line_before(self.subject, self.period, self.facts.sources, line)
        if self.subject.is_whole:
            return replace(line, note=NO_HOME if indicator.code in HOUSEHOLD_CODES else NEVER_ADDED)
        if indicator.code in PARTNER_POPULATIONS:
            return self._from_partners(line)
        return self._from_declaration(line) if indicator.source == Indicator.Source.DECLARED else line

    def _from_records(self, line: FigureLine) -> FigureLine:
        code = line.indicator.code
        result, past = self.facts.now.get(code), self.facts.before.get(code)
        was_hidden = self.facts.masked_before.hides(code, self.subject.region_id)
        seen = None if past is None or was_hidden else past.value
        before = MASKED if was_hidden else BLANK if seen is None else format_number(seen)
        if result is None:
            without_place = self.facts.without_place.get(code, "")
            return replace(self._answered(line), before=before, past=seen, without_place=without_place)
        hidden = self.facts.masked.hides(code, self.subject.region_id)
        return replace(
            line,
            text=MASKED if hidden else format_number(result.value),
            without_place=self.facts.without_place.get(code, ""),
            amount=None if hidden else amount_of(line.indicator, result.value),
            before=before,
            past=seen,
            **({} if hidden or was_hidden else self._change(line.indicator, result, past)),
            records=self.subject.records_query(code, self.period),
            is_counted=True,
            # Of a hidden total, the parts tell a floor
            axes=() if hidden else self._axes(result.value, result.breakdown, self._hidden_parts(code)),
        )

    def _hidden_parts(self, code: str) -> frozenset[Part]:
        """The categories of an indicator that are hidden, and (axis, `REST`)."""
        region = self.subject.region_id
        known = {(category.dimension.key, category.key) for category in self.facts.categories}
        parts = known | {(axis, REST) for axis, _ in known}
        return frozenset(part for part in parts if self.facts.masked.hides_part(code, part, region))

    def _change(self, indicator: Indicator, result: Result, past: Result | None) -> dict[str, Any]:
        """Return what a line says of the difference; a rupture between the two periods has none."""
        return self._moved(indicator, result.value - past.value) if past else {}

    def _moved(self, indicator: Indicator, moved: Decimal) -> dict[str, Any]:
        if self.period.is_unequal:
            return {}
        is_break = bool(self.meanings.breaks(indicator, self.period.before.start, self.period.end))
        return {"is_break": True} if is_break else {"moved": moved}

    def _declared_past(self, past: Declaration | None) -> dict[str, Any]:
        """Return what a line says of the period before; nothing undeclared, which leaves what households said."""
        if past is None:
            return {}
        number = None if past.denominator or past.state in STATE_WORDS else past.value
        return {"before": format_with_terms(past.state, past.value, past.denominator), "past": number}

    def _declared_change(self, indicator: Indicator, now: Declaration, past: Declaration | None) -> dict[str, Any]:
        """A rate moves by points, whatever its terms are; what is not a number has no difference."""
        amounts = [_amount(indicator, said) for said in (now, past) if said]
        measures = [amount.measure for amount in amounts if amount and amount.measure is not None]
        if len(measures) < 2:
            return {}
        if indicator.is_ratio:
            return self._moved(indicator, round_points(*measures))
        moved = measures[0] - measures[1]
        return self._moved(indicator, Decimal(moved.numerator) / moved.denominator)

    def _axes(
        self, total: Decimal, breakdown: Mapping[Part, int], hidden: Collection[Part] = frozenset()
    ) -> tuple[AxisLine, ...]:
        return axis_lines(self.facts.categories, total, breakdown, hidden)

    def _from_households(self, line: FigureLine) -> FigureLine | None:
        """What households say of a figure that nobody declared for these very days."""
        if line.indicator.code not in HOUSEHOLD_CODES or self._declared(line.indicator):
            return None
        return household_line(self.subject, self.period, self.facts.sources, line, self._axes)

    def _declared(self, indicator: Indicator) -> Declared | None:
        known = self.facts.declared.get(indicator.code)
        return None if known is None or known.declaration.state == AnswerState.BLANK else known

    def _answered(self, line: FigureLine) -> FigureLine:
        """What a report confirmed where no activity says it: 0, s. o. or n. d. is no blank."""
        known = self._declared(line.indicator)
        if known is None:
            return line
        said = known.declaration
        note = f"confirmé par {said.declared_by.name}\u00a0: aucune fiche ne le compte"
        text, amount = format_answer(said.state, said.value), _amount(line.indicator, said)
        return replace(line, text=text, amount=amount, note=note, declaration_id=said.pk)

    def _from_partners(self, line: FigureLine) -> FigureLine:
        code = line.indicator.code
        named = self.facts.partners.of([code])
        answered = self._answered(line)
        if answered.text != BLANK and not named.value:
            return answered
        if code in UNTOLD:
            return replace(line, text=TO_ASK, note="les fiches ne disent pas lesquels")
        reasons = [_nameless(named.unnamed)] if named.unnamed else []
        reasons += [f"{named.lists} organismes nomment chacun les leurs"] if named.lists > 1 else []
        note = f"au moins\u00a0: {', '.join(reasons)}" if reasons else ""
        if not named.value:
            return replace(line, note=note and TO_ASK)
        text = format_number(named.value)
        return replace(
            line,
            text=at_least(text) if named.is_least else text,
            is_least=named.is_least,
            amount=amount_of(line.indicator, named.value),
            note=note,
            records=self.subject.records_query(code, self.period),
        )

    def _from_declaration(self, line: FigureLine) -> FigureLine:
        known = self._declared(line.indicator)
        if known is None and (of_parts := self.facts.declared_parts.get(line.indicator.code)):
            return self._from_parts(line, of_parts)
        if known is None:
            proposed = proposed_note(self.period, self.facts.sources, line.indicator.code)
            return replace(line, text=TO_ASK, note=proposed or ("" if can_be_added(line.indicator) else UNDECLARED))
        declaration = known.declaration
        past = self.facts.declared_before.get(line.indicator.code)
        parts = {(axis, key): value for axis, values in known.parts.items() for key, value in values.items()}
        return replace(
            line,
            text=format_answer(declaration.state, declaration.value, declaration.denominator),
            amount=_amount(line.indicator, declaration),
            **self._declared_past(past),
            **self._declared_change(line.indicator, declaration, past),
            declaration_id=declaration.pk,
            note=f"{_terms(declaration)}déclaré par {declaration.declared_by.name}",
            axes=self._axes(declaration.value, parts) if declaration.value else (),
        )

    def _from_parts(self, line: FigureLine, parts: list[Declaration]) -> FigureLine:
        """What was declared for a part of the days only: as many at least."""
        least = least_of(parts)
        days = ", ".join(f"du {format_period(first, end - timedelta(days=1))}" for first, end in joined_days(parts))
        return replace(
            line,
            text=at_least(format_number(least)),
            is_least=True,
            amount=amount_of(line.indicator, least),
            note=f"au moins\u00a0: déclaré {days}",
            declaration_id=parts[-1].pk,
        )
