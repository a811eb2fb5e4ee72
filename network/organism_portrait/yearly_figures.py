"""Some indicators of one organism over several periods, each the figure that its page of results shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from organisms.models import Indicator, IndicatorDefinition
from services.counting.activity_totals import NamedPartners, counts
from services.counting.declarations import declared_over
from services.counting.definitions import Break, Meanings
from services.counting.periods import Period
from services.households.totals import (
    Contribution,
    HouseholdFigures,
    add_up,
    household_contributions,
    households_since,
)
from services.results.figure_lines import FigureLine
from services.results.figures import Facts, build_results
from services.results.household_figures import OtherSources
from services.results.subjects import Subject

NOTHING_BEFORE = HouseholdFigures({}, None)


@dataclass(frozen=True)
class YearlyFigures:
    """`lines`: of each period, in their order, code → its figure; `breaks`: code → where its series breaks."""

    periods: tuple[Period, ...]
    lines: tuple[dict[str, FigureLine], ...]
    breaks: dict[str, tuple[Break, ...]]
    households_since: date | None

    def series(self, code: str) -> list[FigureLine | None]:
        """Return the figure of each period; None of a code that was not asked."""
        return [lines.get(code) for lines in self.lines]


def read_yearly_figures(subject: Subject, periods: Sequence[Period], codes: Collection[str]) -> YearlyFigures:
    """Return what the pages of results of an organism show of these indicators, in these periods, oldest first.

    Without breakdowns, targets, nor the period before; distinct partners are not among them. Six queries, and four for
    each period, however many records and indicators there are.
    """
    asked = Indicator.objects.filter(code__in=list(codes)).exclude(source=Indicator.Source.PARTNERS)
    indicators = list(asked.exclude(component=None).order_by("order"))
    definitions = list(IndicatorDefinition.objects.filter(indicator__in=indicators).order_by("valid_from"))
    first, last = min(period.start for period in periods), max(period.end for period in periods)
    scope = replace(subject.household_scope(periods[0]), start=first, end=last)
    rows, since = household_contributions(scope), households_since(scope)
    known = [indicator.code for indicator in indicators]
    lines = []
    for period in periods:
        facts = _facts(subject, period, indicators, definitions, _households(rows, since, period))
        built = (line for component in build_results(subject, period, facts) for line in component.lines)
        lines.append({line.indicator.code: line for line in built if line.indicator.code in known})
    meanings = Meanings(definitions)
    breaks = {row.code: tuple(meanings.breaks(row, first, last)) for row in indicators}
    return YearlyFigures(tuple(periods), tuple(lines), breaks, since)


def _households(rows: Sequence[Contribution], since: date | None, period: Period) -> OtherSources:
    inside = [row for row in rows if period.start <= row.day <= min(period.end, timezone.localdate())]
    return OtherSources(NOTHING_BEFORE, HouseholdFigures(add_up(inside), since), [], [])


def _facts(
    subject: Subject,
    period: Period,
    indicators: list[Indicator],
    definitions: list[IndicatorDefinition],
    sources: OtherSources,
) -> Facts:
    population = subject.population(period)
    exact, parts = declared_over(population) if population else ({}, {})
    return Facts(
        indicators=indicators,
        definitions=definitions,
        categories=[],
        now=counts(subject.scope(period), [row.code for row in indicators], with_parts=False),
        before={},
        partners=NamedPartners({}, {}),
        declared=exact,
        declared_parts=parts,
        declared_before={},
        targets=[],
        months={},
        sources=sources,
    )
